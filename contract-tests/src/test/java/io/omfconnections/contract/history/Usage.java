package io.omfconnections.contract.history;

import io.omfconnections.contract.documents.ContractFacts;
import io.omfconnections.contract.documents.Fact;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which operations meet a subject of facts, and in which direction. */
final class Usage {
  /** Who writes it. */
  enum Direction {
    /** The client writes it, the service reads it. */
    REQUEST,
    /** The service writes it, the client reads it. */
    RESPONSE
  }

  private static final Pattern NAME = Pattern.compile("\\w+");

  private final Map<String, String> operationIds = new HashMap<>();
  private final Map<String, Set<String>> references = new HashMap<>();
  private final Map<Direction, Map<String, SortedSet<String>>> operations =
      new EnumMap<>(Direction.class);

  Usage(Collection<Fact> facts) {
    for (Fact fact : facts) {
      if (fact.kind().equals(ContractFacts.OPERATION_ID)) {
        operationIds.put(fact.subject(), fact.value());
      }
      if (fact.kind().equals("type")) {
        NAME.matcher(fact.value())
            .results()
            .map(MatchResult::group)
            .forEach(
                name ->
                    references
                        .computeIfAbsent(Subjects.root(fact.subject()), key -> new HashSet<>())
                        .add(name));
      }
    }
    for (Fact fact : facts) {
      if (Subjects.isOfOperation(fact.subject())) {
        note(fact.subject());
      }
    }
  }

  /** The identifiers of the operations that meet a subject in a direction; perhaps none. */
  SortedSet<String> operations(Direction direction, String subject) {
    if (Subjects.isOfOperation(subject)) {
      return direction(subject) == direction
          ? new TreeSet<>(Set.of(operationId(subject)))
          : new TreeSet<>();
    }
    return operations
        .getOrDefault(direction, Map.of())
        .getOrDefault(Subjects.root(subject), new TreeSet<>());
  }

  private String operationId(String subject) {
    String operation = Subjects.operation(subject);
    return operationIds.getOrDefault(operation, operation);
  }

  private static Direction direction(String subject) {
    return Subjects.isOfResponse(subject) ? Direction.RESPONSE : Direction.REQUEST;
  }

  private void note(String subject) {
    String root = Subjects.root(subject);
    Deque<String> reached = new ArrayDeque<>(Set.of(root));
    Set<String> seen = new HashSet<>();
    while (!reached.isEmpty()) {
      String next = reached.pop();
      if (seen.add(next)) {
        operations
            .computeIfAbsent(direction(subject), key -> new HashMap<>())
            .computeIfAbsent(next, key -> new TreeSet<>())
            .add(operationId(subject));
        reached.addAll(references.getOrDefault(next, Set.of()));
      }
    }
  }
}
