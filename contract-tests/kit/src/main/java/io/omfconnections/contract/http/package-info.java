/**
 * HTTP/1.1 client and reverse proxy on plain sockets, which report every exchange.
 *
 * <p>HTTP libraries normalize, reject or retry malformed messages. The contract tests send
 * malformed requests on purpose and must see each response byte by byte, so this package implements
 * the part of RFC 9112 that it needs. No other package of the kit opens a connection.
 *
 * <p>May depend on {@code exchange} and {@code recording}.
 */
@NullMarked
package io.omfconnections.contract.http;

import org.jspecify.annotations.NullMarked;
