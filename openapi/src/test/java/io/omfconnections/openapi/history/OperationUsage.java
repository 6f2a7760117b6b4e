package io.omfconnections.openapi.history;

import io.omfconnections.openapi.documents.Fact;
import io.omfconnections.openapi.documents.OpenApiFacts;
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

/** Maps the subject of a fact to the operations that use it in requests or in responses. */
final class OperationUsage {
  /** The direction of a message. */
  enum Direction {
    /** From the client to the service. */
    REQUEST,
    /** From the service to the client. */
    RESPONSE
  }

  private static final Pattern NAME = Pattern.compile("\\w+");

  private final Map<String, String> operationIds = new HashMap<>();
  private final Map<String, Set<String>> references = new HashMap<>();
  private final Map<Direction, Map<String, SortedSet<String>>> operations =
      new EnumMap<>(Direction.class);

  OperationUsage(Collection<Fact> facts) {
    for (Fact fact : facts) {
      if (fact.kind().equals(OpenApiFacts.OPERATION_ID)) {
        operationIds.put(fact.subject(), fact.value());
      }
      if (fact.kind().equals("type")) {
        NAME.matcher(fact.value())
            .results()
            .map(MatchResult::group)
            .forEach(
                name ->
                    references
                        .computeIfAbsent(SubjectPath.root(fact.subject()), key -> new HashSet<>())
                        .add(name));
      }
    }
    for (Fact fact : facts) {
      if (SubjectPath.isOfOperation(fact.subject())) {
        addReachable(fact.subject());
      }
    }
  }

  /** Returns the ids of the operations that use a subject in a direction. */
  SortedSet<String> operations(Direction direction, String subject) {
    if (SubjectPath.isOfOperation(subject)) {
      return direction(subject) == direction
          ? new TreeSet<>(Set.of(operationId(subject)))
          : new TreeSet<>();
    }
    return operations
        .getOrDefault(direction, Map.of())
        .getOrDefault(SubjectPath.root(subject), new TreeSet<>());
  }

  private String operationId(String subject) {
    String operation = SubjectPath.operation(subject);
    return operationIds.getOrDefault(operation, operation);
  }

  private static Direction direction(String subject) {
    return SubjectPath.isOfResponse(subject) ? Direction.RESPONSE : Direction.REQUEST;
  }

  private void addReachable(String subject) {
    String root = SubjectPath.root(subject);
    Deque<String> pending = new ArrayDeque<>(Set.of(root));
    Set<String> seen = new HashSet<>();
    while (!pending.isEmpty()) {
      String next = pending.pop();
      if (seen.add(next)) {
        operations
            .computeIfAbsent(direction(subject), key -> new HashMap<>())
            .computeIfAbsent(next, key -> new TreeSet<>())
            .add(operationId(subject));
        pending.addAll(references.getOrDefault(next, Set.of()));
      }
    }
  }
}
