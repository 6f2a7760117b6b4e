/** The command line program. May depend on any other package; no package may depend on this one. */
@NullMarked
package io.omfconnections.server.cli;

import org.jspecify.annotations.NullMarked;
