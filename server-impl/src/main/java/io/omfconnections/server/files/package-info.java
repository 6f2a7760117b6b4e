/**
 * Files and directories that only the user of the server can read, files of the operator, and
 * reasons of file errors.
 *
 * <p>Depends only on the JDK.
 */
@NullMarked
package io.omfconnections.server.files;

import org.jspecify.annotations.NullMarked;
