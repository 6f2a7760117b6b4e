/**
 * Writes the HTML report of a test run. May depend on {@code recording}, {@code check}, {@code
 * model} and {@code exchange}.
 */
@NullMarked
package io.omfconnections.contract.report;

import org.jspecify.annotations.NullMarked;
