package io.omfconnections.contract.faulty;

import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.server.connections.ConnectionStore;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * A fault seeded into the service.
 *
 * @param store decorates the service's store
 * @param tokenClock replaces the clock by which tokens are issued and verified
 * @param proxy changes requests and responses in front of the service
 */
record Fault(
    UnaryOperator<ConnectionStore> store, UnaryOperator<Clock> tokenClock, Interceptor proxy) {
  /** No fault: the service as it is. */
  static final Fault NONE =
      new Fault(UnaryOperator.identity(), UnaryOperator.identity(), Interceptor.NONE);

  /** Returns a fault of the store. */
  static Fault inStore(UnaryOperator<ConnectionStore> store) {
    return new Fault(store, UnaryOperator.identity(), Interceptor.NONE);
  }

  /** Returns a fault of the clock by which tokens are issued and verified. */
  static Fault inTokenClock(UnaryOperator<Clock> clock) {
    return new Fault(UnaryOperator.identity(), clock, Interceptor.NONE);
  }

  /** Returns a fault of the proxy. */
  static Fault inProxy(Interceptor proxy) {
    return new Fault(UnaryOperator.identity(), UnaryOperator.identity(), proxy);
  }

  /** Returns this fault with another proxy, for a fault of the store that responses would show. */
  Fault hiddenBy(Fault other) {
    return new Fault(store, tokenClock, other.proxy());
  }
}
