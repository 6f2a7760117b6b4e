package io.omfconnections.openapi.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.openapi.documents.Fact;
import io.omfconnections.openapi.documents.OpenApiFacts;
import io.omfconnections.openapi.history.OperationUsage.Direction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects the changes of a contract that break clients of the released contract.
 *
 * <p>A request may accept more than before, and a response may contain less. Any change that is not
 * known to be of that kind counts as breaking. openapi-diff works the other way round: it accepts
 * each change that it has no rule for.
 */
final class BreakingChangeDetector {
  /** How a change affects the set of valid values. */
  private enum Effect {
    NONE,
    NARROWER,
    WIDER,
    OTHER
  }

  private static final Set<String> COMPATIBLE =
      Set.of(OpenApiFacts.NAME, "deprecated", "contact", "license", "termsOfService");
  private static final Set<String> RESTRICTIONS = Set.of("pattern", "uniqueItems", "multipleOf");

  private final Map<String, Map<String, String>> released;
  private final Map<String, Map<String, String>> working;
  private final Set<String> releasedParts;
  private final Set<String> workingParts;
  private final OperationUsage usage;
  private final SortedSet<BreakingChange> found = new TreeSet<>();

  private BreakingChangeDetector(SortedSet<Fact> released, SortedSet<Fact> working) {
    this.released = bySubject(released);
    this.working = bySubject(working);
    this.releasedParts = SubjectPath.parts(this.released.keySet());
    this.workingParts = SubjectPath.parts(this.working.keySet());
    this.usage = new OperationUsage(released);
    Set<String> subjects = new TreeSet<>(this.released.keySet());
    subjects.addAll(this.working.keySet());
    subjects.forEach(this::compare);
  }

  /** Returns the breaking changes between two contracts. */
  static SortedSet<BreakingChange> between(JsonNode released, JsonNode working) {
    return new BreakingChangeDetector(OpenApiFacts.of(released), OpenApiFacts.of(working)).found;
  }

  private static Map<String, Map<String, String>> bySubject(SortedSet<Fact> facts) {
    return facts.stream()
        .collect(
            Collectors.groupingBy(
                Fact::subject,
                TreeMap::new,
                Collectors.toMap(Fact::kind, Fact::value, (a, b) -> a + ", " + b, TreeMap::new)));
  }

  private void compare(String subject) {
    String removed = SubjectPath.outermostMissing(subject, workingParts);
    if (removed != null) {
      add(removed, "removed", Effect.OTHER);
      return;
    }
    String added = SubjectPath.outermostMissing(subject, releasedParts);
    if (added != null) {
      checkAddition(added);
      return;
    }
    Map<String, String> before = released.getOrDefault(subject, Map.of());
    Map<String, String> after = working.getOrDefault(subject, Map.of());
    // If a schema becomes an enumeration or stops being one, its values are not reported one by
    // one.
    boolean wasEnumeration = before.containsKey(OpenApiFacts.ENUMERATION);
    boolean ignoreValues = wasEnumeration != after.containsKey(OpenApiFacts.ENUMERATION);
    Set<String> kinds = new TreeSet<>(before.keySet());
    kinds.addAll(after.keySet());
    if (kinds.stream().anyMatch(kind -> kind.startsWith("as "))) {
      // The fact of each media type contains the type.
      kinds.remove("type");
    }
    for (String kind : kinds) {
      boolean value =
          kind.startsWith(OpenApiFacts.VALUE) || kind.startsWith(OpenApiFacts.NAMED_VALUE);
      if (!(ignoreValues && value)) {
        compare(subject, kind, before.get(kind), after.get(kind));
      }
    }
  }

  /** Checks a new part: a parameter, a response, a schema or a property. */
  private void checkAddition(String part) {
    List<String> parts = SubjectPath.parts(part);
    String lastPart =
        part.substring(parts.size() > 1 ? parts.get(parts.size() - 2).length() : 0).strip();
    Map<String, String> facts = working.getOrDefault(part, Map.of());
    boolean required =
        Boolean.parseBoolean(facts.get("required")) || "path".equals(facts.get("in"));
    if (SubjectPath.isOfResponse(part)) {
      // Clients handle errors generically, but do not expect another successful status code.
      if (lastPart.matches("[123]\\d\\d")) {
        add(part, "added", Effect.OTHER);
      }
    } else if (required) {
      add(part, "added as required", Effect.NARROWER);
    }
  }

  private void compare(
      String subject, String kind, @Nullable String before, @Nullable String after) {
    if (before != null && before.equals(after)) {
      return;
    }
    add(subject, kind + " " + describe(before, after), effect(kind, before, after));
  }

  private static String describe(@Nullable String before, @Nullable String after) {
    if (before == null) {
      return "yes".equals(after) ? "added" : "added: " + after;
    }
    if (after == null) {
      return before.equals("yes") ? "removed" : "removed, was " + before;
    }
    return "was " + before + ", is " + after;
  }

  private static Effect effect(String kind, @Nullable String before, @Nullable String after) {
    if (COMPATIBLE.contains(kind)) {
      return Effect.NONE;
    }
    if (kind.equals("required")) {
      return Boolean.parseBoolean(after) ? Effect.NARROWER : Effect.WIDER;
    }
    if (kind.equals("nullable")) {
      return Boolean.parseBoolean(after) ? Effect.WIDER : Effect.NARROWER;
    }
    if (kind.startsWith("under ")) {
      return after == null ? Effect.OTHER : Effect.NONE;
    }
    if (before != null && after != null) {
      return limit(kind, before, after);
    }
    boolean removed = after == null;
    if (kind.startsWith("as ")) {
      return removed ? Effect.OTHER : Effect.WIDER;
    }
    if (kind.startsWith(OpenApiFacts.VALUE) || kind.startsWith(OpenApiFacts.NAMED_VALUE)) {
      return removed ? Effect.NARROWER : Effect.WIDER;
    }
    if (kind.startsWith("max")
        || kind.startsWith("min")
        || RESTRICTIONS.contains(kind)
        || kind.equals(OpenApiFacts.ENUMERATION)
        || (kind.equals("additionalProperties") && "false".equals(removed ? before : after))) {
      return removed ? Effect.WIDER : Effect.NARROWER;
    }
    return Effect.OTHER;
  }

  private static Effect limit(String kind, String before, String after) {
    boolean upper = kind.startsWith("max");
    if (!upper && !kind.startsWith("min")) {
      return Effect.OTHER;
    }
    boolean increased = new BigDecimal(after).compareTo(new BigDecimal(before)) > 0;
    return increased == upper ? Effect.WIDER : Effect.NARROWER;
  }

  private void add(String subject, String change, Effect effect) {
    List<String> affected = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      SortedSet<String> operations = usage.operations(direction, subject);
      if (breaks(direction, effect) && !operations.isEmpty()) {
        affected.add(
            direction.name().toLowerCase(Locale.ROOT) + " of " + String.join(", ", operations));
      }
    }
    if (!affected.isEmpty()) {
      found.add(new BreakingChange(String.join("; ", affected), subject, change));
    } else if (effect == Effect.OTHER) {
      found.add(new BreakingChange("no specific operation", subject, change));
    }
  }

  private static boolean breaks(Direction direction, Effect effect) {
    return switch (effect) {
      case NONE -> false;
      case NARROWER -> direction == Direction.REQUEST;
      case WIDER -> direction == Direction.RESPONSE;
      case OTHER -> true;
    };
  }
}
