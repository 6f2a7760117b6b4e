/** Tests of the command line that need no server; the assurance module has those that do. */
@NullMarked
package io.omfconnections.contract.cli;

import org.jspecify.annotations.NullMarked;
