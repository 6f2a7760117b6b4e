package io.omfconnections.contract.impostors;

import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.server.connections.ConnectionStore;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * What is wrong with a server, at each of the places where something can be.
 *
 * @param store stands in front of the service's store
 * @param tokens the clock that tokens are issued and checked by
 * @param wire stands in front of the service
 */
record Fault(UnaryOperator<ConnectionStore> store, UnaryOperator<Clock> tokens, Interceptor wire) {
  /** Nothing is wrong. */
  static final Fault NONE = new Fault(store -> store, clock -> clock, Interceptor.NONE);
}
