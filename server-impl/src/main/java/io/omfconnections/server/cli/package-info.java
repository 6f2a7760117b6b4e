/**
 * The command line program. May depend on the packages below it only through the server, its
 * configuration and what the configuration contains; no package may depend on this one.
 */
@NullMarked
package io.omfconnections.server.cli;

import org.jspecify.annotations.NullMarked;
