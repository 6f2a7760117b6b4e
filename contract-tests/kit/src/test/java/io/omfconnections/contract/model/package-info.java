/** Tests of the package of the same name. */
@NullMarked
package io.omfconnections.contract.model;

import org.jspecify.annotations.NullMarked;
