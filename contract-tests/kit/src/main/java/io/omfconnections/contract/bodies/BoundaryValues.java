package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Values at and around limits. */
final class BoundaryValues {
  private BoundaryValues() {}

  /** Returns the limits that a schema sets with the given keywords, and the values next to them. */
  static Set<Integer> around(JsonNode schema, String... keywords) {
    Set<Integer> values = new TreeSet<>();
    for (String keyword : keywords) {
      if (schema.has(keyword)) {
        int limit = schema.path(keyword).intValue();
        values.addAll(List.of(Math.max(limit - 1, 0), limit, limit + 1));
      }
    }
    return values;
  }

  /** Returns a limit, the values next to it, and a value that exceeds it by ten percent. */
  static List<Integer> around(int limit) {
    return List.of(limit - 1, limit, limit + 1, limit + limit / 10);
  }
}
