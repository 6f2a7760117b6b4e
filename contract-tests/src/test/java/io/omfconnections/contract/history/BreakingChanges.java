package io.omfconnections.contract.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.documents.ContractFacts;
import io.omfconnections.contract.documents.Fact;
import io.omfconnections.contract.history.Usage.Direction;
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
 * What of a contract's changes breaks the clients of the released one.
 *
 * <p>A request may become wider and a response narrower. What is not known to do so breaks clients;
 * that is the difference to openapi-diff, which lets pass what it does not look at.
 */
final class BreakingChanges {
  /** What a change does to the values that are possible. */
  private enum Effect {
    NONE,
    NARROWER,
    WIDER,
    OTHER
  }

  private static final Set<String> HARMLESS =
      Set.of(ContractFacts.NAME, "deprecated", "contact", "license", "termsOfService");
  private static final Set<String> NARROWING = Set.of("pattern", "uniqueItems", "multipleOf");

  private final Map<String, Map<String, String>> released;
  private final Map<String, Map<String, String>> working;
  private final Usage usage;
  private final SortedSet<BreakingChange> found = new TreeSet<>();

  private BreakingChanges(SortedSet<Fact> released, SortedSet<Fact> working) {
    this.released = bySubject(released);
    this.working = bySubject(working);
    this.usage = new Usage(released);
    Set<String> subjects = new TreeSet<>(this.released.keySet());
    subjects.addAll(this.working.keySet());
    subjects.forEach(this::compare);
  }

  /** The changes that break clients, in order. */
  static SortedSet<BreakingChange> between(JsonNode released, JsonNode working) {
    return new BreakingChanges(ContractFacts.of(released), ContractFacts.of(working)).found;
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
    String removed = Subjects.outermostMissing(subject, working.keySet());
    if (removed != null) {
      add(removed, "removed", Effect.OTHER);
      return;
    }
    String added = Subjects.outermostMissing(subject, released.keySet());
    if (added != null) {
      addition(added);
      return;
    }
    Map<String, String> before = released.getOrDefault(subject, Map.of());
    Map<String, String> after = working.getOrDefault(subject, Map.of());
    boolean listed = before.containsKey(ContractFacts.VALUES);
    boolean listing = listed != after.containsKey(ContractFacts.VALUES);
    Set<String> kinds = new TreeSet<>(before.keySet());
    kinds.addAll(after.keySet());
    if (kinds.stream().anyMatch(kind -> kind.startsWith("as "))) {
      // Each media type says the type again.
      kinds.remove("type");
    }
    for (String kind : kinds) {
      boolean value =
          kind.startsWith(ContractFacts.VALUE) || kind.startsWith(ContractFacts.NAMED_VALUE);
      if (!(listing && value)) {
        compare(subject, kind, before.get(kind), after.get(kind));
      }
    }
  }

  /** Something that was not there at all. */
  private void addition(String part) {
    List<String> parts = Subjects.parts(part);
    String kind =
        part.substring(parts.size() > 1 ? parts.get(parts.size() - 2).length() : 0).strip();
    Map<String, String> facts = working.getOrDefault(part, Map.of());
    boolean required =
        Boolean.parseBoolean(facts.get("required")) || "path".equals(facts.get("in"));
    if (Subjects.isOfResponse(part)) {
      // Clients know what to do with an error of any status, but not with another success.
      if (kind.matches("[123]\\d\\d")) {
        add(part, "added", Effect.OTHER);
      }
    } else if (required) {
      add(part, "added, and required", Effect.NARROWER);
    }
  }

  private void compare(
      String subject, String kind, @Nullable String before, @Nullable String after) {
    if (before != null && before.equals(after)) {
      return;
    }
    add(subject, kind + " " + what(before, after), effect(kind, before, after));
  }

  private static String what(@Nullable String before, @Nullable String after) {
    if (before == null) {
      return "yes".equals(after) ? "added" : "added: " + after;
    }
    if (after == null) {
      return before.equals("yes") ? "removed" : "removed, was " + before;
    }
    return "was " + before + ", is " + after;
  }

  private static Effect effect(String kind, @Nullable String before, @Nullable String after) {
    if (HARMLESS.contains(kind)) {
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
    boolean gone = after == null;
    if (kind.startsWith("as ")) {
      return gone ? Effect.OTHER : Effect.WIDER;
    }
    if (kind.startsWith(ContractFacts.VALUE) || kind.startsWith(ContractFacts.NAMED_VALUE)) {
      return gone ? Effect.NARROWER : Effect.WIDER;
    }
    if (kind.startsWith("max")
        || kind.startsWith("min")
        || NARROWING.contains(kind)
        || kind.equals(ContractFacts.VALUES)
        || (kind.equals("additionalProperties") && "false".equals(gone ? before : after))) {
      return gone ? Effect.WIDER : Effect.NARROWER;
    }
    return Effect.OTHER;
  }

  private static Effect limit(String kind, String before, String after) {
    boolean upper = kind.startsWith("max");
    if (!upper && !kind.startsWith("min")) {
      return Effect.OTHER;
    }
    boolean more = new BigDecimal(after).compareTo(new BigDecimal(before)) > 0;
    return more == upper ? Effect.WIDER : Effect.NARROWER;
  }

  private void add(String subject, String what, Effect effect) {
    List<String> clients = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      SortedSet<String> operations = usage.operations(direction, subject);
      if (breaks(direction, effect) && !operations.isEmpty()) {
        clients.add(
            direction.name().toLowerCase(Locale.ROOT) + " of " + String.join(", ", operations));
      }
    }
    if (!clients.isEmpty()) {
      found.add(new BreakingChange(String.join("; ", clients), subject, what));
    } else if (effect == Effect.OTHER) {
      found.add(new BreakingChange("no operation in particular", subject, what));
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
