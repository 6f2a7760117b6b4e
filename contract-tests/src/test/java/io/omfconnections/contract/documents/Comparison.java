package io.omfconnections.contract.documents;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A contract held against the facts of the documents, both ways.
 *
 * <p>The contract counts without what it marks as added. What differs then must stand in {@code
 * errata.yaml} under its erratum, and what stands there must differ.
 */
public final class Comparison {
  // OpenAPI can't do without: ERRATA.md, "Not marked".
  private static final Set<String> UNMARKED = Set.of(ContractFacts.OPERATION_ID);

  private static final SortedSet<Fact> DOCUMENTED = DocumentFacts.all();
  private static final JsonNode EXCEPTIONS = DocumentFacts.yaml("errata").path("differences");

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> exceptions = new TreeMap<>();

  private Comparison(JsonNode contract) {
    Additions additions = Additions.of(contract);
    differences.addAll(additions.faults());
    Set<Fact> ours =
        ContractFacts.of(additions.remaining()).stream()
            .filter(fact -> !UNMARKED.contains(fact.kind()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Fact> missing = new TreeSet<>(DOCUMENTED);
    missing.removeAll(ours);
    Set<Fact> extra = new TreeSet<>(ours);
    extra.removeAll(DOCUMENTED);
    for (Map.Entry<String, JsonNode> erratum : EXCEPTIONS.properties()) {
      excuse(erratum.getKey(), erratum.getValue().path("documents"), missing);
      excuse(erratum.getKey(), erratum.getValue().path("contract"), extra);
    }
    missing.forEach(fact -> differences.add("only in the documents: " + fact));
    extra.forEach(fact -> differences.add("only in the contract: " + fact));
  }

  /** Compares a contract with the documents. */
  public static Comparison of(JsonNode contract) {
    return new Comparison(contract);
  }

  /** What differs and no erratum says so, and what an erratum says and does not differ. */
  public List<String> differences() {
    return differences;
  }

  /** How many differing facts each erratum explains. */
  Map<String, Integer> exceptions() {
    return exceptions;
  }

  private void excuse(String erratum, JsonNode patterns, Set<Fact> facts) {
    for (JsonNode pattern : patterns) {
      Pattern known = pattern(pattern.asText());
      int before = facts.size();
      facts.removeIf(fact -> known.matcher(fact.toString()).matches());
      if (facts.size() == before) {
        differences.add("not needed for " + erratum + ": " + pattern.asText());
      }
      exceptions.merge(erratum, before - facts.size(), Integer::sum);
    }
  }

  /** A fact's line, in which a star stands for anything. */
  private static Pattern pattern(String line) {
    return Pattern.compile(Pattern.quote(line).replace("*", "\\E.*\\Q"));
  }
}
