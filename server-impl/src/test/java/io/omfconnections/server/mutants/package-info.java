/**
 * The evaluation of PIT's mutation tests of the service. The Maven profile {@code pit} runs it
 * after PIT. Depends only on the JDK.
 */
@NullMarked
package io.omfconnections.server.mutants;

import org.jspecify.annotations.NullMarked;
