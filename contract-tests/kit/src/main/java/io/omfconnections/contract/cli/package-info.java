/**
 * Command line of the kit, {@code omf-contract}.
 *
 * <p>{@code verify} runs the portable suites on a running server, {@code record} is a proxy that
 * checks traffic and writes it to a HAR file, and {@code replay} checks a HAR file.
 *
 * <p>May depend on all packages of the kit and on the JUnit launcher; nothing depends on it. It
 * refers to {@code suites} only by the name of the package.
 */
@NullMarked
package io.omfconnections.contract.cli;

import org.jspecify.annotations.NullMarked;
