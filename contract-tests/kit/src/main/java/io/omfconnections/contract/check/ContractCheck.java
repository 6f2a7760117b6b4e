package io.omfconnections.contract.check;

import io.omfconnections.contract.check.rules.ParsedExchange;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Schemas;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Checks exchanges against the contract and every {@link Rule}, except OPERATION_ID_UNIQUE, which
 * Recorder checks. Thread-safe.
 */
public final class ContractCheck {
  private final Contract contract;
  private final Schemas schemas;

  /** Creates a check against the given contract. */
  public ContractCheck(Contract contract) {
    this.contract = contract;
    this.schemas = new Schemas(contract.document());
  }

  /**
   * Returns all violations of an exchange, in the order of {@link Rule}, except
   * OPERATION_ID_UNIQUE, which Recorder checks.
   */
  public List<Violation> check(Exchange exchange) {
    return violations(EnumSet.allOf(Rule.class), ParsedExchange.of(contract, schemas, exchange));
  }

  /**
   * Returns why the server may not accept the request of an exchange, whatever the response was.
   *
   * <p>Returns nothing for a request that matches no operation. A server may also have to reject a
   * request for reasons that the contract states only in prose.
   */
  public List<Violation> checkRequest(Exchange exchange) {
    return violations(
        Rule.ACCEPTED_REQUESTS, ParsedExchange.ofRequest(contract, schemas, exchange));
  }

  private static List<Violation> violations(Set<Rule> rules, ParsedExchange exchange) {
    return rules.stream()
        .flatMap(rule -> rule.check(exchange).map(problem -> new Violation(rule, problem)))
        .toList();
  }
}
