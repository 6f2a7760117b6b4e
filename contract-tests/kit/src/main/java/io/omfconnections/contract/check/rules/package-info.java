/**
 * The rules that every exchange must follow, one class per rule; {@link
 * io.omfconnections.contract.check.rules.Rule} lists them. May depend on {@code model} and {@code
 * exchange}.
 */
@NullMarked
package io.omfconnections.contract.check.rules;

import org.jspecify.annotations.NullMarked;
