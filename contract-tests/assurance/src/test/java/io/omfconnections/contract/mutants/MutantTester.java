package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.mutants.ExchangeSample.SampledExchange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether exchanges that were recorded with the contract can tell a mutant from it.
 *
 * <p>Safe for use by multiple threads.
 */
public final class MutantTester {
  /** How a mutant was detected, or why not. */
  public enum Outcome {
    /** The contract check does not support it, and fails instead of checking only a part. */
    UNSUPPORTED,
    /** An exchange violates it. */
    VIOLATED,
    /**
     * A request got 400 because of the contract's schemas, but is valid according to the mutant.
     */
    VALID_BUT_REJECTED,
    /** It requires a fact that no exchange shows. */
    FACT_NOT_SHOWN,
    /** It differs from the contract only in documentation or references; not counted. */
    EQUIVALENT_DOCUMENT,
    /** It changes only responses with statuses that no exchange shows. Coverage reports these. */
    STATUS_NOT_SHOWN,
    /** The exchanges cannot tell it from the contract. */
    SURVIVED
  }

  /**
   * The result for a mutant.
   *
   * @param evidence the first violation, requirement or exchange that detected it; empty if none
   */
  public record Result(Mutant mutant, Outcome outcome, String evidence) {}

  /** The size in bytes from which on exchanges are checked last, because it takes long. */
  private static final int LARGE = 20_000;

  private final JsonNode document;
  private final Map<String, JsonNode> normalized;
  private final Map<String, Set<String>> requirements;
  private final Set<String> unmet = new TreeSet<>();
  private final Set<String> unmetOfShownStatuses;
  private final Set<String> statusesNotShown = new HashSet<>();
  private final ExchangeSample sample;

  /** Creates a tester with exchanges that do not violate the contract. */
  public MutantTester(Contract contract, ExchangeSample sample) {
    this.document = NormalizedOperations.withoutDocumentation(contract.document());
    this.normalized = NormalizedOperations.of(document);
    this.requirements = CoverageRequirements.of(document);
    this.sample = sample;
    requirements.forEach(
        (requirement, facts) -> {
          if (isUnmet(facts)) {
            unmet.add(requirement);
          }
        });
    this.unmetOfShownStatuses = new TreeSet<>(unmet);
    for (Operation operation : contract.operations()) {
      operation.responses().keySet().forEach(status -> addStatus(contract, operation, status));
    }
  }

  private void addStatus(Contract contract, Operation operation, int status) {
    String name = FactNames.operation(operation.method(), operation.path());
    boolean shown = false;
    for (String version : contract.versions()) {
      String statusCase = FactNames.statusCase(name, version, status);
      shown |= sample.facts().contains(statusCase);
      unmetOfShownStatuses.remove(statusCase);
    }
    if (!shown) {
      statusesNotShown.add(NormalizedOperations.response(name, String.valueOf(status)));
      String prefix = FactNames.response(name, status);
      unmetOfShownStatuses.removeIf(requirement -> requirement.startsWith(prefix));
    }
  }

  /** Returns the contract without documentation, which is the document to mutate. */
  public JsonNode document() {
    return document;
  }

  /** Returns the number of requirements of the contract. */
  public int requirementCount() {
    return requirements.size();
  }

  /**
   * Returns the requirements that the exchanges do not meet, except those about statuses that no
   * exchange shows: the coverage reports these.
   */
  public Set<String> unmet() {
    return unmetOfShownStatuses;
  }

  /** Returns the exchanges with status 400 whose request does not violate any schema. */
  public List<Exchange> rejectedByProse() {
    return sample.exchanges().stream()
        .filter(SampledExchange::rejectedByProse)
        .map(SampledExchange::exchange)
        .toList();
  }

  /** Tests a mutant. */
  public Result test(Mutant mutant) {
    JsonNode mutated = mutant.document(document);
    Set<String> changed = changedKeys(NormalizedOperations.of(mutated));
    if (changed.isEmpty()) {
      return new Result(mutant, Outcome.EQUIVALENT_DOCUMENT, "");
    }
    ContractCheck check;
    try {
      check = new ContractCheck(Contract.of(mutated));
    } catch (IllegalArgumentException e) {
      return new Result(mutant, Outcome.UNSUPPORTED, String.valueOf(e.getMessage()));
    }
    boolean routing = changed.stream().anyMatch(this::changesRouting);
    List<SampledExchange> affected =
        sample.exchanges().stream()
            .filter(exchange -> isAffected(exchange, changed, routing))
            .toList();
    int small = (int) affected.stream().filter(exchange -> exchange.size() < LARGE).count();
    String violation = violation(check, affected.subList(0, small));
    if (violation != null) {
      return new Result(mutant, Outcome.VIOLATED, violation);
    }
    for (var requirement : CoverageRequirements.of(mutated).entrySet()) {
      if (!unmet.contains(requirement.getKey()) && isUnmet(requirement.getValue())) {
        return new Result(mutant, Outcome.FACT_NOT_SHOWN, requirement.getKey());
      }
    }
    violation = violation(check, affected.subList(small, affected.size()));
    if (violation != null) {
      return new Result(mutant, Outcome.VIOLATED, violation);
    }
    for (SampledExchange rejected : sample.exchanges()) {
      if (rejected.isRejected()
          && !rejected.rejectedByProse()
          && changed.contains(rejected.operation())
          && check.checkRequest(rejected.exchange()).isEmpty()) {
        return new Result(
            mutant, Outcome.VALID_BUT_REJECTED, rejected.exchange().describe().strip());
      }
    }
    boolean notShown = statusesNotShown.containsAll(changed);
    return new Result(mutant, notShown ? Outcome.STATUS_NOT_SHOWN : Outcome.SURVIVED, "");
  }

  private boolean isUnmet(Set<String> facts) {
    return facts.stream().noneMatch(sample.facts()::contains);
  }

  /** Returns the keys of all normalized operations that differ from those of the contract. */
  private Set<String> changedKeys(Map<String, JsonNode> mutated) {
    Map<String, JsonNode> both = new HashMap<>(normalized);
    both.putAll(mutated);
    Set<String> changed = new HashSet<>(both.keySet());
    changed.removeIf(
        key -> normalized.containsKey(key) && normalized.get(key).equals(mutated.get(key)));
    return changed;
  }

  private static @Nullable String violation(ContractCheck check, List<SampledExchange> exchanges) {
    for (SampledExchange exchange : exchanges) {
      List<Violation> violations = check.check(exchange.exchange());
      if (!violations.isEmpty()) {
        return violations.get(0).toString();
      }
    }
    return null;
  }

  /** Returns whether a change affects exchanges that match no operation. */
  private boolean changesRouting(String key) {
    return !normalized.containsKey(key)
        || key.equals(NormalizedOperations.SERVERS)
        || key.startsWith(NormalizedOperations.NO_OPERATION);
  }

  private static boolean isAffected(
      SampledExchange exchange, Set<String> changed, boolean routing) {
    String operation = exchange.operation();
    if (operation.isEmpty()) {
      return routing;
    }
    String status = String.valueOf(exchange.exchange().status());
    return changed.contains(NormalizedOperations.SERVERS)
        || changed.contains(operation)
        || changed.contains(NormalizedOperations.response(operation, status));
  }
}
