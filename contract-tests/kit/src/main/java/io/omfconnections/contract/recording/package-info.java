/**
 * Records exchanges, checks them, and counts which documented statuses they cover. May depend on
 * {@code check}, {@code check.rules}, {@code model} and {@code exchange}.
 */
@NullMarked
package io.omfconnections.contract.recording;

import org.jspecify.annotations.NullMarked;
