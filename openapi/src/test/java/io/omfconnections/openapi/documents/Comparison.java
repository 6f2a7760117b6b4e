package io.omfconnections.openapi.documents;

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
 * Compares the facts of a contract with the facts of the vendor's documents, in both directions.
 *
 * <p>Additions that the contract marks with {@code x-added} are removed first. Each remaining
 * difference must be listed in {@code errata.yaml} under its erratum, and each listed difference
 * must exist.
 */
public final class Comparison {
  // Required by OpenAPI, so not marked in the contract: ERRATA.md, "How additions are marked".
  private static final Set<String> UNMARKED = Set.of(OpenApiFacts.OPERATION_ID);

  private static final SortedSet<Fact> DOCUMENTED = DocumentedFacts.all();
  private static final JsonNode EXPLAINED = DocumentedFacts.yaml("errata").path("differences");

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> explained = new TreeMap<>();

  private Comparison(JsonNode contract) {
    MarkedAdditions additions = MarkedAdditions.removedFrom(contract);
    differences.addAll(additions.invalidMarks());
    Set<Fact> extra =
        OpenApiFacts.of(additions.remaining()).stream()
            .filter(fact -> !UNMARKED.contains(fact.kind()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<Fact> missing = new TreeSet<>(DOCUMENTED);
    missing.removeAll(extra);
    extra.removeAll(DOCUMENTED);
    for (Map.Entry<String, JsonNode> erratum : EXPLAINED.properties()) {
      removeExplained(erratum.getKey(), erratum.getValue().path("documents"), missing);
      removeExplained(erratum.getKey(), erratum.getValue().path("contract"), extra);
    }
    missing.forEach(fact -> differences.add("only in the documents: " + fact));
    extra.forEach(fact -> differences.add("only in the contract: " + fact));
  }

  /**
   * Compares a contract with the documents.
   *
   * @param contract an OpenAPI 3.0 description; it is not modified
   * @throws IllegalArgumentException if a reference in the contract has no target
   */
  public static Comparison of(JsonNode contract) {
    return new Comparison(contract);
  }

  /**
   * Returns the unexplained differences, the patterns of {@code errata.yaml} that match no
   * difference, and the {@code x-added} marks that name a missing property. Empty if the contract
   * agrees with the documents and the errata.
   */
  public List<String> differences() {
    return differences;
  }

  /** Returns the number of differences that each erratum explains. */
  Map<String, Integer> explained() {
    return explained;
  }

  private void removeExplained(String erratum, JsonNode patterns, Set<Fact> facts) {
    for (JsonNode node : patterns) {
      Pattern pattern = pattern(node.asText());
      int before = facts.size();
      facts.removeIf(fact -> pattern.matcher(fact.toString()).matches());
      if (facts.size() == before) {
        differences.add("matches no difference: " + erratum + ": " + node.asText());
      }
      explained.merge(erratum, before - facts.size(), Integer::sum);
    }
  }

  /** Compiles the line of a fact, in which {@code *} matches any text. */
  private static Pattern pattern(String line) {
    return Pattern.compile(Pattern.quote(line).replace("*", "\\E.*\\Q"));
  }
}
