/**
 * The programs with which the benchmarks compare the service. Each does the least work that any
 * implementation must do.
 */
@NullMarked
package io.omfconnections.benchmarks;

import org.jspecify.annotations.NullMarked;
