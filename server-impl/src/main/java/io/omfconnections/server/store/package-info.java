/**
 * Storage in SQLite: the schema's migrations, the database, and the implementation of {@link
 * io.omfconnections.server.connections.ConnectionStore}.
 *
 * <p>Depends on {@code connections}, {@code access} and {@code files}, and not on HTTP.
 */
@NullMarked
package io.omfconnections.server.store;

import org.jspecify.annotations.NullMarked;
