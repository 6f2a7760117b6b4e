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
 * Recorded exchanges without those that show nothing new: an exchange is kept when it shows a fact
 * that none before it has shown, under the same operation, version and status; when it was refused,
 * also one together with what is wrong with its request. Keeps the order, so it is the same for the
 * same recordings.
 */
public final class Sample {
  /**
   * One exchange of the sample.
   *
   * @param operation the operation as {@link Fact#operation} writes it; empty when it is of none
   * @param kind operation, version and status; and what it is when it is of no operation
   * @param shown how many facts it shows
   * @param unexplained whether it was refused with 400 although the contract has nothing against it
   */
  record Case(Exchange exchange, String operation, String kind, int shown, boolean unexplained) {
    int size() {
      return exchange.request().body().size() + exchange.response().body().size();
    }

    boolean isRefused() {
      return exchange.status() == 400 && !operation.isEmpty();
    }
  }

  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private final List<Case> cases = new ArrayList<>();
  private final Set<String> facts = new HashSet<>();

  /** A sample of exchanges that keep to the contract. */
  public Sample(Contract contract, List<Exchange> exchanges) {
    Shown shown = new Shown(contract);
    ContractCheck check = new ContractCheck(contract);
    Set<String> seen = new HashSet<>();
    for (Exchange exchange : exchanges) {
      Set<String> shownNow = shown.facts(exchange);
      facts.addAll(shownNow);
      Exchange.Request request = exchange.request();
      String operation = "";
      String version = "";
      Match meaning =
          request.wellFormed() ? contract.match(request.method(), request.target()) : null;
      if (meaning instanceof Match.Documented known) {
        operation = Fact.operation(known.operation().method(), known.operation().path());
        version = known.version();
      }
      boolean unexplained = false;
      Set<String> news = new HashSet<>();
      String key = operation + " " + version + " " + exchange.status() + " ";
      shownNow.forEach(fact -> news.add(key + fact));
      if (operation.isEmpty()) {
        news.add(key + request.method() + " " + GUID.matcher(request.target()).replaceAll("…"));
      } else if (exchange.status() == 400) {
        List<Violation> faults = check.checkRequest(exchange);
        unexplained = faults.isEmpty();
        Set<String> signature = new TreeSet<>();
        faults.forEach(fault -> signature.add(fault.rule() + fault.pointer()));
        Set<String> asked = new HashSet<>();
        shown.accepted(operation, request, asked);
        asked.forEach(fact -> news.add(key + signature + fact));
        news.add(key + signature);
      } else {
        Set<String> asked = new HashSet<>();
        shown.accepted(operation, request, asked);
        asked.forEach(fact -> news.add(key + fact));
      }
      if (seen.addAll(news)) {
        String kind = operation.isEmpty() ? key + meaning : key;
        cases.add(new Case(exchange, operation, kind, shownNow.size(), unexplained));
      }
    }
    cases.sort(Comparator.comparingInt(Case::size));
  }

  /** The exchanges, small ones first. */
  List<Case> cases() {
    return cases;
  }

  /** How many exchanges are left. */
  public int size() {
    return cases.size();
  }

  /**
   * One exchange of each kind: for each operation, version and status, and for what is outside of
   * them, the one that shows most.
   *
   * @param most the number of bytes that the bodies may have
   */
  public List<Exchange> representatives(int most) {
    Map<String, Case> best = new TreeMap<>();
    for (Case one : cases) {
      if (one.size() <= most) {
        best.merge(one.kind(), one, (a, b) -> b.shown() > a.shown() ? b : a);
      }
    }
    return best.values().stream().map(Case::exchange).toList();
  }

  /** The facts that all exchanges together show. */
  Set<String> facts() {
    return facts;
  }
}
