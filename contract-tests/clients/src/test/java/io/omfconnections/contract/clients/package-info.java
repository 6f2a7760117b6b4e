/**
 * Runs the generated clients against this project's server and checks every exchange.
 *
 * <p>May depend on the kit and on the test support of the module {@code service}. The clients
 * themselves run in processes of their own: the programs in {@code scenarios}.
 */
@NullMarked
package io.omfconnections.contract.clients;

import org.jspecify.annotations.NullMarked;
