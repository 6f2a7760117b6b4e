/** Tests of the package. */
@NullMarked
package io.omfconnections.contract.exchange;

import org.jspecify.annotations.NullMarked;
