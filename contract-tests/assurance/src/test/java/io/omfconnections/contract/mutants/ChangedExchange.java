package io.omfconnections.contract.mutants;

import io.omfconnections.contract.exchange.Exchange;

/**
 * A recorded exchange with one change.
 *
 * @param operator the kind of change
 * @param violates whether the changed exchange violates the contract; if not, no rule may report it
 * @param exchange the changed exchange
 */
public record ChangedExchange(String operator, boolean violates, Exchange exchange) {}
