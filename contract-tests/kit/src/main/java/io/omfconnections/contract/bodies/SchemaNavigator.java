package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds schemas by their location in a body, through references, alternatives and items. */
final class SchemaNavigator {
  /** The step from an array to its items. No property has this name. */
  static final String ITEM = "*";

  private static final int MAX_DEPTH = 50;

  /**
   * A location in a body.
   *
   * @param path the steps from the root: names of properties, and {@link #ITEM}
   * @param schema the schema without references and alternatives; if there are several
   *     alternatives, each has a location of its own
   */
  record Location(List<String> path, JsonNode schema) {
    boolean isType(String type) {
      return schema.path("type").asText().equals(type);
    }

    boolean isItem() {
      return !path.isEmpty() && path.get(path.size() - 1).equals(ITEM);
    }

    @Override
    public String toString() {
      return "/" + String.join("/", path);
    }
  }

  private final OpenApiDocument document;

  SchemaNavigator(JsonNode document) {
    this.document = new OpenApiDocument(document);
  }

  /** Returns the schema at a pointer. */
  JsonNode at(String pointer) {
    return document.at(pointer);
  }

  /**
   * Returns all locations of a body with the given schema, the root first.
   *
   * @throws IllegalArgumentException if the schema is recursive
   */
  List<Location> locations(JsonNode schema) {
    List<Location> locations = new ArrayList<>();
    collect(schema, List.of(), locations);
    return locations;
  }

  private void collect(JsonNode schema, List<String> path, List<Location> locations) {
    if (path.size() > MAX_DEPTH) {
      throw new IllegalArgumentException("Recursive schemas are not supported: " + path);
    }
    for (JsonNode resolved : alternatives(schema, List.of())) {
      locations.add(new Location(path, resolved));
      for (Map.Entry<String, JsonNode> property : resolved.path("properties").properties()) {
        collect(property.getValue(), append(path, property.getKey()), locations);
      }
      if (resolved.has("items")) {
        collect(resolved.path("items"), append(path, ITEM), locations);
      }
    }
  }

  private static List<String> append(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  /**
   * Resolves references, and returns the alternatives of the schema, or else the schema itself.
   *
   * @param path a path that must exist below a schema for it to be returned
   */
  List<JsonNode> alternatives(JsonNode schema, List<String> path) {
    JsonNode resolved = schema;
    while (resolved.has("$ref")) {
      resolved = at(resolved.path("$ref").asText());
    }
    List<JsonNode> found = new ArrayList<>();
    if (resolved.has("anyOf")) {
      resolved.path("anyOf").forEach(option -> found.addAll(alternatives(option, path)));
    } else if (hasPath(resolved, path)) {
      found.add(resolved);
    }
    return found;
  }

  private boolean hasPath(JsonNode schema, List<String> path) {
    if (path.isEmpty()) {
      return true;
    }
    String step = path.get(0);
    JsonNode next = step.equals(ITEM) ? schema.path("items") : schema.path("properties").path(step);
    return !next.isMissingNode() && !alternatives(next, path.subList(1, path.size())).isEmpty();
  }

  static boolean isRequired(JsonNode schema, String property) {
    for (JsonNode required : schema.path("required")) {
      if (required.asText().equals(property)) {
        return true;
      }
    }
    return false;
  }
}
