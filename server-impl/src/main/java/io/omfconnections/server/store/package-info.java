/**
 * Storage in SQLite or PostgreSQL: the schema's migrations, the databases, and the implementations
 * of {@link io.omfconnections.server.connections.ConnectionStore} and {@link
 * io.omfconnections.server.identity.SigningKeyStore}.
 *
 * <p>Depends on {@code connections}, {@code access}, {@code identity} (the interface) and {@code
 * files}, and not on HTTP. Only the implementations of {@link
 * io.omfconnections.server.store.Database} depend on a database engine.
 */
@NullMarked
package io.omfconnections.server.store;

import org.jspecify.annotations.NullMarked;
