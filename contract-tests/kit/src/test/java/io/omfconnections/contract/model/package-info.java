/** Tests of the package. */
@NullMarked
package io.omfconnections.contract.model;

import org.jspecify.annotations.NullMarked;
