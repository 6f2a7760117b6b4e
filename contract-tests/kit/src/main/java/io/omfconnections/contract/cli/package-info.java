/**
 * The command line of the kit, with which anybody can hold a server, or what was recorded of one,
 * against the contract.
 *
 * <p>{@code verify} runs the portable suites, which it finds by the name of their package; {@code
 * record} and {@code replay} write and check HAR files.
 *
 * <p>Knows everything in this module's main part, and JUnit's launcher.
 */
@NullMarked
package io.omfconnections.contract.cli;

import org.jspecify.annotations.NullMarked;
