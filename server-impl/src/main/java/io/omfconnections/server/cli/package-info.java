/** The command line. Knows the packages below only through the server and its configuration. */
@NullMarked
package io.omfconnections.server.cli;

import org.jspecify.annotations.NullMarked;
