/**
 * What PIT's mutants of the service say of the tests. Run by the profile {@code pit}, after PIT.
 * Knows nobody.
 */
@NullMarked
package io.omfconnections.server.mutants;

import org.jspecify.annotations.NullMarked;
