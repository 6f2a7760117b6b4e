/**
 * The one way to a server: a plain HTTP/1.1 client that can send anything, also what is wrong, and
 * that hands each exchange to the {@link io.omfconnections.contract.recording.Recorder}.
 *
 * <p>Libraries for HTTP correct, refuse or retry what a test wants to send; so this one is made of
 * a socket. Nothing else in this module opens a connection, and a test holds that.
 *
 * <p>Knows {@code io.omfconnections.contract}.
 */
@NullMarked
package io.omfconnections.contract.http;

import org.jspecify.annotations.NullMarked;
