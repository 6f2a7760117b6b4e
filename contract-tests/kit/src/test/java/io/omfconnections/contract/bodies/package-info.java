/** Tests of the generated request bodies and of the verdicts on them. */
@NullMarked
package io.omfconnections.contract.bodies;

import org.jspecify.annotations.NullMarked;
