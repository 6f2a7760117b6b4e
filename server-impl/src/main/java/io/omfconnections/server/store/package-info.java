/**
 * Storage in SQL: the migrations' schema, the store, and what is particular to a database.
 *
 * <p>Knows {@code connections} and {@code access}, and nothing of HTTP. The statements are plain
 * enough for SQLite and PostgreSQL alike; whatever differs stands behind {@link
 * io.omfconnections.server.store.Database}.
 */
@NullMarked
package io.omfconnections.server.store;

import org.jspecify.annotations.NullMarked;
