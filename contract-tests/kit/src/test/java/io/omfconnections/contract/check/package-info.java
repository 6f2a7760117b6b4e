/** Tests of the package of the same name. */
@NullMarked
package io.omfconnections.contract.check;

import org.jspecify.annotations.NullMarked;
