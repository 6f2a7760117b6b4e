/**
 * The portable contract test suites: what any server of this API must do, one class per subject.
 * They are part of the kit and run against the server that the session names.
 *
 * <p>The names of classes and methods appear in the reports of users, with underscores replaced by
 * spaces. Classes are ordered by {@code @Order}: fast suites that detect many defects run first.
 *
 * <p>May depend on {@code harness}, {@code bodies}, {@code http}, {@code recording}, {@code model}
 * and {@code exchange}, but on no server implementation. All requests are sent through {@link
 * io.omfconnections.contract.harness.Api} or its recording client.
 */
@NullMarked
package io.omfconnections.contract.suites;

import org.jspecify.annotations.NullMarked;
