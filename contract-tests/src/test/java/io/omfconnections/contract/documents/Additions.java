package io.omfconnections.contract.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code x-added} marks in the contract, and how it is taken out, as ERRATA.md says. */
final class Additions {
  private static final String ADDED = "x-added";
  private static final String DOCUMENTED = "x-documented";

  /** The members that are marks and nothing else. */
  static final Set<String> MARKS = Set.of(ADDED, DOCUMENTED);

  private static final Set<String> DROPPED_WHEN_EMPTY = Set.of("parameters", "headers", "examples");

  private final Set<String> errata = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();
  private final Set<String> components = new TreeSet<>();
  private final JsonNode remaining;

  private Additions(JsonNode contract) {
    JsonNode document = contract.deepCopy();
    takeOut("#", document);
    takeOutReferences(document);
    putBack(document);
    this.remaining = document;
  }

  /** Takes the additions out of a contract, which is left as it is. */
  static Additions of(JsonNode contract) {
    return new Additions(contract);
  }

  /** What is left: what the documents say. */
  JsonNode remaining() {
    return remaining;
  }

  /** The errata that marks refer to. */
  Set<String> errata() {
    return errata;
  }

  /** Marks for what is not there. */
  List<String> faults() {
    return faults;
  }

  /** Steps 1 and 2, but for references. */
  private void takeOut(String place, JsonNode node) {
    if (node instanceof ObjectNode object) {
      JsonNode marks = object.path(ADDED);
      for (Map.Entry<String, JsonNode> mark : marks.properties()) {
        errata.add(mark.getValue().asText());
        if (object.remove(mark.getKey()) == null) {
          faults.add("x-added at " + place + " marks " + mark.getKey() + ", which is not there");
        }
      }
      Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator();
      while (members.hasNext()) {
        Map.Entry<String, JsonNode> member = members.next();
        JsonNode mark = member.getValue().path(ADDED);
        if (mark.isTextual()) {
          errata.add(mark.asText());
          components.add(place + "/" + member.getKey());
          members.remove();
        }
      }
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      takeOut(place + "/" + member.getKey(), member.getValue());
    }
  }

  /** The rest of step 2, and step 3. */
  private void takeOutReferences(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = array.size() - 1; i >= 0; i--) {
        if (isTakenOut(array.path(i))) {
          array.remove(i);
        }
      }
    }
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(member -> isTakenOut(member.getValue()));
    }
    node.forEach(this::takeOutReferences);
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .removeIf(
              member ->
                  DROPPED_WHEN_EMPTY.contains(member.getKey())
                      && member.getValue().isContainerNode()
                      && member.getValue().isEmpty());
    }
  }

  private boolean isTakenOut(JsonNode node) {
    return components.contains(node.path("$ref").asText());
  }

  /** Step 4. */
  private static void putBack(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.remove(DOCUMENTED) instanceof ObjectNode documented) {
        object.setAll(documented);
      }
      object.remove(ADDED);
    }
    node.forEach(Additions::putBack);
  }
}
