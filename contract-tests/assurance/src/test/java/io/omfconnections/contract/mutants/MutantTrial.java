package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.mutants.Sample.Case;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds recorded exchanges against mutants of the contract that they were recorded under. */
public final class MutantTrial {
  /** How a mutant was caught. */
  public enum Outcome {
    /** The check does not understand it, and so refuses to check less than it says. */
    UNREADABLE,
    /** An exchange breaks it. */
    VIOLATED,
    /** A request was refused with 400, against which it has nothing. */
    REFUSED_THOUGH_VALID,
    /** It demands something that no exchange shows. */
    DEMANDS_MORE,
    /** It says the same as the contract, but for words and for how it refers: it is no mutant. */
    SAME,
    /**
     * It is about statuses only that no exchange shows; that they are missing, the coverage says.
     */
    NOT_SHOWN,
    /** Nothing tells it from the contract. */
    SURVIVED
  }

  /**
   * What became of a mutant.
   *
   * @param by the first thing that caught it; empty when nothing did
   */
  public record Verdict(Mutant mutant, Outcome outcome, String by) {}

  /** From this many bytes on an exchange is only looked at when nothing cheaper has caught. */
  private static final int LARGE = 20_000;

  private static final Pattern CELL = Pattern.compile("[A-Z]+ \\S+: \\S+ answers \\d+");
  private static final Pattern RESPONSE = Pattern.compile("([A-Z]+ \\S+): (\\d+) with .*");

  private final JsonNode document;
  private final Map<String, JsonNode> meanings;
  private final Map<String, Set<String>> demands;
  private final Set<String> unmet = new TreeSet<>();
  private final Set<String> notShown = new HashSet<>();
  private final Sample sample;

  /** A trial with the given exchanges, which keep to the contract. */
  public MutantTrial(Contract contract, Sample sample) {
    this.document = Meanings.stripped(contract.document());
    this.meanings = Meanings.of(document);
    this.demands = Demands.of(document);
    this.sample = sample;
    for (Operation operation : contract.operations()) {
      String name = Fact.operation(operation.method(), operation.path());
      for (int status : operation.responses().keySet()) {
        if (contract.versions().stream()
            .noneMatch(version -> sample.facts().contains(Fact.cell(name, version, status)))) {
          notShown.add(name + " " + status);
        }
      }
    }
    demands.forEach(
        (demand, facts) -> {
          if (isUnmet(facts)) {
            unmet.add(demand);
          }
        });
  }

  /** The contract without what is for people: what is to be mutated. */
  public JsonNode document() {
    return document;
  }

  /** How many things the contract demands. */
  public int demanded() {
    return demands.size();
  }

  /**
   * What the contract demands and the exchanges do not show; without whole statuses that no
   * exchange shows, which are the coverage's business.
   */
  public Set<String> unmet() {
    Set<String> judged = new TreeSet<>(unmet);
    judged.removeIf(
        demand ->
            CELL.matcher(demand).matches()
                || notShown.contains(RESPONSE.matcher(demand).replaceFirst("$1 $2")));
    return judged;
  }

  /** The requests that were refused with 400 although the schemas have nothing against them. */
  public List<Exchange> refusedByProse() {
    return sample.cases().stream().filter(Case::unexplained).map(Case::exchange).toList();
  }

  /** What becomes of a mutant. */
  public Verdict tryOut(Mutant mutant) {
    JsonNode mutated = mutant.document(document);
    Set<String> changed = changed(Meanings.of(mutated));
    if (changed.isEmpty()) {
      return new Verdict(mutant, Outcome.SAME, "");
    }
    ContractCheck check;
    try {
      check = new ContractCheck(Contract.of(mutated));
    } catch (IllegalArgumentException e) {
      return new Verdict(mutant, Outcome.UNREADABLE, String.valueOf(e.getMessage()));
    }
    boolean outside = changed.stream().anyMatch(this::reachesOutside);
    List<Case> concerned =
        sample.cases().stream().filter(one -> concerns(changed, outside, one)).toList();
    int small = (int) concerned.stream().filter(one -> one.size() < LARGE).count();
    Optional<Verdict> violated = violated(mutant, check, concerned.subList(0, small));
    if (violated.isPresent()) {
      return violated.get();
    }
    for (Map.Entry<String, Set<String>> demand : Demands.of(mutated).entrySet()) {
      if (!unmet.contains(demand.getKey()) && isUnmet(demand.getValue())) {
        return new Verdict(mutant, Outcome.DEMANDS_MORE, demand.getKey());
      }
    }
    violated = violated(mutant, check, concerned.subList(small, concerned.size()));
    if (violated.isPresent()) {
      return violated.get();
    }
    for (Case one : sample.cases()) {
      if (one.isRefused()
          && !one.unexplained()
          && changed.contains(one.operation())
          && check.checkRequest(one.exchange()).isEmpty()) {
        return new Verdict(mutant, Outcome.REFUSED_THOUGH_VALID, one.exchange().describe().strip());
      }
    }
    return new Verdict(
        mutant, notShown.containsAll(changed) ? Outcome.NOT_SHOWN : Outcome.SURVIVED, "");
  }

  private boolean isUnmet(Set<String> facts) {
    return facts.stream().noneMatch(sample.facts()::contains);
  }

  /** The places whose meaning is another one now. */
  private Set<String> changed(Map<String, JsonNode> mutated) {
    Map<String, JsonNode> both = new HashMap<>(meanings);
    both.putAll(mutated);
    Set<String> changed = new HashSet<>(both.keySet());
    changed.removeIf(
        place -> meanings.containsKey(place) && meanings.get(place).equals(mutated.get(place)));
    return changed;
  }

  private static Optional<Verdict> violated(Mutant mutant, ContractCheck check, List<Case> cases) {
    for (Case one : cases) {
      List<Violation> violations = check.check(one.exchange());
      if (!violations.isEmpty()) {
        return Optional.of(new Verdict(mutant, Outcome.VIOLATED, violations.get(0).toString()));
      }
    }
    return Optional.empty();
  }

  /** Whether a change of this place's meaning changes what is outside of all operations. */
  private boolean reachesOutside(String place) {
    return !meanings.containsKey(place)
        || place.equals("servers")
        || place.startsWith(Meanings.OUTSIDE);
  }

  private static boolean concerns(Set<String> changed, boolean outside, Case one) {
    if (one.operation().isEmpty()) {
      return outside;
    }
    return changed.contains("servers")
        || changed.contains(one.operation())
        || changed.contains(one.operation() + " " + one.exchange().status());
  }
}
