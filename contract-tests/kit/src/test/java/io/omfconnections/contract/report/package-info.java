/** Tests of the package of the same name. */
@NullMarked
package io.omfconnections.contract.report;

import org.jspecify.annotations.NullMarked;
