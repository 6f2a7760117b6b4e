package io.omfconnections.contract.mutants;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The recorded exchanges without redundant ones.
 *
 * <p>An exchange is kept if it shows a fact that no earlier exchange with the same operation,
 * version and status has shown. An exchange with status 400 is also kept if no earlier one combined
 * this fact with these violations. The sample depends only on the exchanges and their order.
 */
public final class ExchangeSample {
  /**
   * An exchange of the sample.
   *
   * @param operation the operation, as in {@link FactNames#operation}; empty if it matches none
   * @param kind operation, version and status, or why the request matches no operation
   * @param factCount the number of facts that it shows
   * @param rejectedByProse whether the status is 400 although the request does not violate any
   *     schema, but a rule that the contract states in prose
   */
  record SampledExchange(
      Exchange exchange, String operation, String kind, int factCount, boolean rejectedByProse) {
    /** Returns the size of both bodies in bytes. */
    int size() {
      return exchange.request().body().size() + exchange.response().body().size();
    }

    boolean isRejected() {
      return exchange.status() == 400 && !operation.isEmpty();
    }
  }

  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private final Contract contract;
  private final ContractCheck check;
  private final ObservedFacts observed;
  private final List<SampledExchange> exchanges = new ArrayList<>();
  private final Set<String> facts = new HashSet<>();
  private final Set<String> seen = new HashSet<>();

  /** Selects a sample from exchanges that do not violate the contract. */
  public ExchangeSample(Contract contract, List<Exchange> exchanges) {
    this.contract = contract;
    this.check = new ContractCheck(contract);
    this.observed = new ObservedFacts(contract);
    exchanges.forEach(this::add);
    this.exchanges.sort(Comparator.comparingInt(SampledExchange::size));
  }

  private void add(Exchange exchange) {
    Set<String> shown = observed.facts(exchange);
    facts.addAll(shown);
    Exchange.Request request = exchange.request();
    String operation = "";
    String version = "";
    Match match = request.wellFormed() ? contract.match(request.method(), request.target()) : null;
    if (match instanceof Match.Documented documented) {
      operation =
          FactNames.operation(documented.operation().method(), documented.operation().path());
      version = documented.version();
    }
    String key = operation + " " + version + " " + exchange.status() + " ";
    Set<String> features = new HashSet<>();
    shown.forEach(fact -> features.add(key + fact));
    boolean rejectedByProse = false;
    if (operation.isEmpty()) {
      features.add(key + request.method() + " " + GUID.matcher(request.target()).replaceAll("…"));
    } else {
      String violated = "";
      if (exchange.status() == 400) {
        List<Violation> violations = check.checkRequest(exchange);
        rejectedByProse = violations.isEmpty();
        Set<String> places = new TreeSet<>();
        violations.forEach(violation -> places.add(violation.rule() + violation.pointer()));
        violated = places.toString();
        features.add(key + violated);
      }
      Set<String> requested = new HashSet<>();
      observed.addAccepted(operation, request, requested);
      for (String fact : requested) {
        features.add(key + violated + fact);
      }
    }
    if (seen.addAll(features)) {
      String kind = operation.isEmpty() ? key + match : key;
      exchanges.add(new SampledExchange(exchange, operation, kind, shown.size(), rejectedByProse));
    }
  }

  /** Returns the exchanges, smallest first. */
  List<SampledExchange> exchanges() {
    return exchanges;
  }

  /**
   * Returns one exchange of each kind, the one that shows most facts.
   *
   * @param maxSize the maximum size of both bodies in bytes
   */
  public List<Exchange> representatives(int maxSize) {
    Map<String, SampledExchange> best = new TreeMap<>();
    for (SampledExchange exchange : exchanges) {
      if (exchange.size() <= maxSize) {
        best.merge(exchange.kind(), exchange, (a, b) -> b.factCount() > a.factCount() ? b : a);
      }
    }
    return best.values().stream().map(SampledExchange::exchange).toList();
  }

  /** Returns the facts that the exchanges show, including those that are not in the sample. */
  Set<String> facts() {
    return facts;
  }
}
