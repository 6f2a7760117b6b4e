/**
 * Faulty servers: the service with one seeded fault each, to prove that the tests detect it.
 *
 * <p>This package changes live messages, and what the store returns.
 *
 * <p>{@link io.omfconnections.contract.faulty.FaultyServer} lists them. A fault is seeded in the
 * service's store, in its token clock, or in a proxy in front of it; the service itself is
 * unchanged. Each class whose name ends in {@code Faults} holds the faults of one subject. The
 * package may depend on the service and on the kit, but on none of the suites.
 */
@NullMarked
package io.omfconnections.contract.faulty;

import org.jspecify.annotations.NullMarked;
