/** Tests of the test support for the suites. */
@NullMarked
package io.omfconnections.contract.harness;

import org.jspecify.annotations.NullMarked;
