/** Tests of the package. */
@NullMarked
package io.omfconnections.contract.check;

import org.jspecify.annotations.NullMarked;
