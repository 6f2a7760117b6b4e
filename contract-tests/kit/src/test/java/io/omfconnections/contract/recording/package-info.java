/** Tests of the package. */
@NullMarked
package io.omfconnections.contract.recording;

import org.jspecify.annotations.NullMarked;
