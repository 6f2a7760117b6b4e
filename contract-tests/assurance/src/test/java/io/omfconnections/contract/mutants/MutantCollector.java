package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects the mutants of a contract, and offers what all groups of operators need. */
final class MutantCollector {
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  static final String SCHEMAS = "#/components/schemas";
  static final String RESPONSES = "#/components/responses";
  static final String PARAMETERS = "#/components/parameters";
  static final String REQUEST_BODIES = "#/components/requestBodies";
  static final String HEADERS = "#/components/headers";

  /** The name of everything that operators add. */
  static final String ADDED = "Xtra";

  private final OpenApiDocument document;
  private final List<Mutant> mutants = new ArrayList<>();

  MutantCollector(OpenApiDocument document) {
    this.document = document;
  }

  OpenApiDocument document() {
    return document;
  }

  List<Mutant> mutants() {
    return mutants;
  }

  /** Returns the node at a pointer, or a missing node. */
  JsonNode find(String pointer) {
    return document.find(pointer);
  }

  /** Returns the names of the properties of the object at a pointer; none if it is missing. */
  List<String> names(String pointer) {
    return names(find(pointer));
  }

  /** Adds a mutant that edits the object at the pointer. */
  void add(String operator, String pointer, String change, Consumer<ObjectNode> edit) {
    mutants.add(
        new Mutant(
            operator,
            pointer,
            change,
            root -> edit.accept((ObjectNode) new OpenApiDocument(root).at(pointer))));
  }

  /** Adds a mutant that removes a property of the object at the pointer. */
  void remove(String operator, String pointer, String name) {
    add(operator, pointer, name, node -> node.remove(name));
  }

  /** Adds mutants that replace the reference of a property by each other schema, and by none. */
  void replaceReference(String operator, String pointer) {
    if (!find(pointer).has("$ref")) {
      return;
    }
    for (String other : names(SCHEMAS)) {
      add(operator, pointer, "by " + other, node -> node.put("$ref", SCHEMAS + "/" + other));
    }
    add(operator, pointer, "by any value", ObjectNode::removeAll);
  }

  static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static ObjectNode reference(String pointer) {
    return JSON.objectNode().put("$ref", pointer);
  }

  /** Returns an array property; an empty array if it is missing. */
  static ArrayNode array(ObjectNode node, String name) {
    return node.path(name) instanceof ArrayNode array ? array : JSON.arrayNode();
  }

  /** Returns an array property, which is created if it is missing. */
  static ArrayNode arrayOf(ObjectNode node, String name) {
    return node.has(name) ? array(node, name) : node.putArray(name);
  }

  /** Removes a string from an array. Returns whether it was there. */
  static boolean removeText(ArrayNode array, String text) {
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i).asText().equals(text)) {
        array.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Renames a property without changing the order of the properties. */
  static void rename(ObjectNode node, String from, String to) {
    ObjectNode copy = node.deepCopy();
    node.removeAll();
    for (Map.Entry<String, JsonNode> property : copy.properties()) {
      node.set(property.getKey().equals(from) ? to : property.getKey(), property.getValue());
    }
  }
}
