package io.omfconnections.contract.report;

import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import io.omfconnections.contract.recording.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups violations by rule and requirement of the contract. */
final class ViolationList {
  private static final int EXAMPLES_SHOWN = 3;

  /** Violations of one rule at one pointer of the contract. */
  record Group(
      String id,
      Rule rule,
      String sentence,
      String pointer,
      String count,
      List<Example> examples,
      int more) {}

  /** An exchange, and what was found in it. */
  record Example(List<String> found, ExchangeView exchange) {}

  private record Key(Rule rule, String pointer) {}

  private final List<Group> groups = new ArrayList<>();
  private final Map<StatusCase, String> ids = new HashMap<>();

  ViolationList(Contract contract, List<Finding> findings) {
    Map<Key, List<Finding>> byKey = new LinkedHashMap<>();
    for (Finding finding : findings) {
      // A body may break a requirement in several places, but the exchange counts once.
      finding.violations().stream()
          .map(violation -> new Key(violation.rule(), violation.pointer()))
          .distinct()
          .forEach(key -> byKey.computeIfAbsent(key, any -> new ArrayList<>()).add(finding));
    }
    byKey.forEach(
        (key, broken) -> {
          String id = "violation-" + (groups.size() + 1);
          groups.add(group(id, key, broken));
          broken.forEach(finding -> addId(contract, finding, id));
        });
  }

  List<Group> groups() {
    return groups;
  }

  /** Returns the id of the first group with an exchange of the status case; empty if none has. */
  String idOf(StatusCase statusCase) {
    return ids.getOrDefault(statusCase, "");
  }

  private void addId(Contract contract, Finding finding, String id) {
    Request request = finding.exchange().request();
    if (request.wellFormed()
        && contract.match(request.method(), request.target())
            instanceof Match.Documented documented) {
      ids.putIfAbsent(
          new StatusCase(
              documented.operation().id(), documented.version(), finding.exchange().status()),
          id);
    }
  }

  private static Group group(String id, Key key, List<Finding> findings) {
    return new Group(
        id,
        key.rule(),
        key.rule().sentence(),
        key.pointer(),
        Labels.times(findings.size()),
        findings.stream().limit(EXAMPLES_SHOWN).map(finding -> example(key, finding)).toList(),
        Math.max(0, findings.size() - EXAMPLES_SHOWN));
  }

  private static Example example(Key key, Finding finding) {
    return new Example(
        finding.violations().stream()
            .filter(violation -> violation.rule() == key.rule())
            .filter(violation -> violation.pointer().equals(key.pointer()))
            .map(violation -> finding.exchange().redact(violation.found()))
            .toList(),
        ExchangeView.of(finding.exchange()));
  }
}
