package io.omfconnections.openapi.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes from a contract the additions that {@code x-added} marks, in the four steps that
 * ERRATA.md gives under "How additions are marked".
 */
final class MarkedAdditions {
  private static final String ADDED = "x-added";
  private static final String DOCUMENTED = "x-documented";

  /** The names of the extension properties that mark additions. */
  static final Set<String> MARKS = Set.of(ADDED, DOCUMENTED);

  private static final Set<String> REMOVED_WHEN_EMPTY = Set.of("parameters", "headers", "examples");

  private final Set<String> errata = new TreeSet<>();
  private final List<String> invalidMarks = new ArrayList<>();
  private final Set<String> removedComponents = new TreeSet<>();
  private final JsonNode remaining;

  private MarkedAdditions(JsonNode contract) {
    JsonNode document = contract.deepCopy();
    removeMarked("#", document);
    removeReferences(document);
    restoreDocumented(document);
    this.remaining = document;
  }

  /** Removes the additions from a copy of a contract. */
  static MarkedAdditions removedFrom(JsonNode contract) {
    return new MarkedAdditions(contract);
  }

  /** Returns the contract without its additions and without the marks. */
  JsonNode remaining() {
    return remaining;
  }

  /** Returns the ids of the errata that the marks refer to. */
  Set<String> errata() {
    return errata;
  }

  /** Returns a message for each mark that names a missing property. */
  List<String> invalidMarks() {
    return invalidMarks;
  }

  /** Step 1, and step 2 except for references. */
  private void removeMarked(String pointer, JsonNode node) {
    if (node instanceof ObjectNode object) {
      JsonNode marks = object.path(ADDED);
      for (Map.Entry<String, JsonNode> mark : marks.properties()) {
        errata.add(mark.getValue().asText());
        if (!remove(object, mark.getKey())) {
          invalidMarks.add(
              "x-added at " + pointer + " names " + mark.getKey() + ", which is missing");
        }
      }
      Iterator<Map.Entry<String, JsonNode>> properties = object.properties().iterator();
      while (properties.hasNext()) {
        Map.Entry<String, JsonNode> property = properties.next();
        JsonNode mark = property.getValue().path(ADDED);
        if (mark.isTextual()) {
          errata.add(mark.asText());
          removedComponents.add(pointer + "/" + property.getKey());
          properties.remove();
        }
      }
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      removeMarked(pointer + "/" + property.getKey(), property.getValue());
    }
  }

  /** Removes a property, or the property of a property to which slashes lead. */
  private static boolean remove(ObjectNode object, String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      return object.remove(name) != null;
    }
    return object.path(name.substring(0, slash)) instanceof ObjectNode inner
        && remove(inner, name.substring(slash + 1));
  }

  /** The references of step 2, and step 3. */
  private void removeReferences(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (refersToRemoved(array.path(i))) {
          array.remove(i);
        }
      }
    }
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(property -> refersToRemoved(property.getValue()));
    }
    node.forEach(this::removeReferences);
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .removeIf(
              property ->
                  REMOVED_WHEN_EMPTY.contains(property.getKey())
                      && property.getValue().isContainerNode()
                      && property.getValue().isEmpty());
    }
  }

  private boolean refersToRemoved(JsonNode node) {
    return removedComponents.contains(node.path("$ref").asText());
  }

  /** Step 4. */
  private static void restoreDocumented(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.remove(DOCUMENTED) instanceof ObjectNode documented) {
        object.setAll(documented);
      }
      object.remove(ADDED);
    }
    node.forEach(MarkedAdditions::restoreDocumented);
  }
}
