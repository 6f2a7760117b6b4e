/** Tests of what people are shown. */
@NullMarked
package io.omfconnections.contract.report;

import org.jspecify.annotations.NullMarked;
