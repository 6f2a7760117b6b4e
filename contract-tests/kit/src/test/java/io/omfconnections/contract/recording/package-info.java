/** Tests of the package of the same name. */
@NullMarked
package io.omfconnections.contract.recording;

import org.jspecify.annotations.NullMarked;
