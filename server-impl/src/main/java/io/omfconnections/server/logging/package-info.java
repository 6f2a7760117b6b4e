/**
 * Appender of the logging configurations {@code logback.xml} and {@code logback-json.xml}.
 *
 * <p>Depends only on logback.
 */
@NullMarked
package io.omfconnections.server.logging;

import org.jspecify.annotations.NullMarked;
