/** Tests of the package of the same name. */
@NullMarked
package io.omfconnections.contract.exchange;

import org.jspecify.annotations.NullMarked;
