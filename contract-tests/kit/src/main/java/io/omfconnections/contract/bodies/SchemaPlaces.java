package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds its way in the contract's schemas: through references, alternatives, members and items. */
final class SchemaPlaces {
  /** The step from a list to its items; no member can be meant, as each of those has a name. */
  static final String ITEM = "*";

  /**
   * A place in a body.
   *
   * @param way the steps from the root to it
   * @param schema its schema, without references and alternatives; when there are several, there
   *     are as many places
   */
  record Place(List<String> way, JsonNode schema) {
    boolean is(String type) {
      return schema.path("type").asText().equals(type);
    }

    boolean isItem() {
      return !way.isEmpty() && way.get(way.size() - 1).equals(ITEM);
    }

    @Override
    public String toString() {
      return "/" + String.join("/", way);
    }
  }

  private final JsonNode document;

  SchemaPlaces(JsonNode document) {
    this.document = document;
  }

  /** The schema at a pointer that begins with {@code #}. */
  JsonNode at(String pointer) {
    return document.at(pointer.substring(1));
  }

  /** All places of a body with the given schema, the root first. */
  List<Place> of(JsonNode schema) {
    List<Place> places = new ArrayList<>();
    collect(schema, List.of(), places);
    return places;
  }

  private void collect(JsonNode schema, List<String> way, List<Place> places) {
    if (way.size() > 50) {
      throw new IllegalArgumentException("Not understood: a schema without end, at " + way);
    }
    for (JsonNode plain : alternatives(schema, List.of())) {
      places.add(new Place(way, plain));
      for (Map.Entry<String, JsonNode> property : plain.path("properties").properties()) {
        collect(property.getValue(), plus(way, property.getKey()), places);
      }
      if (plain.has("items")) {
        collect(plain.path("items"), plus(way, ITEM), places);
      }
    }
  }

  private static List<String> plus(List<String> way, String step) {
    List<String> longer = new ArrayList<>(way);
    longer.add(step);
    return List.copyOf(longer);
  }

  /**
   * The schemas that may stand for one, without references: itself, or its alternatives.
   *
   * @param way steps that must be possible from there
   */
  List<JsonNode> alternatives(JsonNode schema, List<String> way) {
    JsonNode plain = schema;
    while (plain.has("$ref")) {
      plain = at(plain.path("$ref").asText());
    }
    List<JsonNode> found = new ArrayList<>();
    if (plain.has("anyOf")) {
      plain.path("anyOf").forEach(alternative -> found.addAll(alternatives(alternative, way)));
    } else if (leads(plain, way)) {
      found.add(plain);
    }
    return found;
  }

  private boolean leads(JsonNode plain, List<String> way) {
    if (way.isEmpty()) {
      return true;
    }
    JsonNode next =
        way.get(0).equals(ITEM) ? plain.path("items") : plain.path("properties").path(way.get(0));
    return !next.isMissingNode() && !alternatives(next, way.subList(1, way.size())).isEmpty();
  }

  static boolean isRequired(JsonNode schema, String member) {
    for (JsonNode required : schema.path("required")) {
      if (required.asText().equals(member)) {
        return true;
      }
    }
    return false;
  }
}
