/** Tests of what people are shown. */
@NullMarked
package io.omfconnections.contract.harness;

import org.jspecify.annotations.NullMarked;
