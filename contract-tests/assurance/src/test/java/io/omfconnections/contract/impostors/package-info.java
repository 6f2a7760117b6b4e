/**
 * Wrong servers: our service with one seeded fault each, to see whether the suites catch it.
 *
 * <p>{@link io.omfconnections.contract.impostors.Impostor} is the table of them. A fault is seeded
 * where the service has a seam anyway: a store that does wrong what the service's own store does
 * right, a clock, or a proxy in front of it. The service itself is unchanged, and knows nothing of
 * them. Knows the service, the contract's check, and no suite.
 */
@NullMarked
package io.omfconnections.contract.impostors;

import org.jspecify.annotations.NullMarked;
