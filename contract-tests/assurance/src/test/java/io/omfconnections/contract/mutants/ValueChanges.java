package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.DocumentedProperties.ITEM;
import static io.omfconnections.contract.mutants.DocumentedProperties.number;
import static io.omfconnections.contract.mutants.DocumentedProperties.string;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Changes JSON bodies in one place, in every way of which it is known whether it is allowed. */
final class ValueChanges {
  /**
   * A changed body.
   *
   * @param violates whether the body violates the contract
   */
  record Change(String operator, boolean violates, JsonNode value) {}

  private static final JsonNodeFactory JSON = new JsonNodeFactory(true);
  private static final String ADDED = "Xtra";

  private final DocumentedProperties documented;
  private final boolean response;
  private final JsonNode root;
  private final List<Change> changes = new ArrayList<>();
  private final Set<String> visited = new HashSet<>();

  private ValueChanges(JsonNode root, DocumentedProperties documented) {
    this.root = root;
    this.documented = documented;
    this.response = documented.response();
  }

  /** Returns the changes of a response body. */
  static List<Change> inResponse(JsonNode body) {
    return new ValueChanges(body, DocumentedProperties.ofResponse()).all();
  }

  /** Returns the changes of the body of an accepted request. */
  static List<Change> inRequest(String method, JsonNode body) {
    return new ValueChanges(body, DocumentedProperties.ofRequest(method, body)).all();
  }

  /** Reverses the order of the properties of all objects. */
  static JsonNode reversed(JsonNode value) {
    if (value.isObject()) {
      List<Map.Entry<String, JsonNode>> properties = new ArrayList<>(value.properties());
      Collections.reverse(properties);
      ObjectNode copy = JSON.objectNode();
      properties.forEach(property -> copy.set(property.getKey(), reversed(property.getValue())));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = JSON.arrayNode();
      value.forEach(item -> copy.add(reversed(item)));
      return copy;
    }
    return value;
  }

  private List<Change> all() {
    visit(JsonPointer.empty(), "", "", root);
    return changes;
  }

  private void change(String operator, boolean violates, JsonNode value) {
    changes.add(new Change((response ? "" : "accepted: ") + operator, violates, value));
  }

  /**
   * Changes the value at a pointer, and the values in it.
   *
   * @param pattern the pointer with * for each array index, so that only one item is changed
   * @param name the name of the property, or {@link DocumentedProperties#ITEM}
   */
  private void visit(JsonPointer pointer, String pattern, String name, JsonNode value) {
    if (!visited.add(pattern)) {
      return;
    }
    boolean errorParameters = pattern.startsWith("/Parameters");
    boolean known = errorParameters || name.equals(ITEM) || DocumentedProperties.isDocumented(name);
    if (!pointer.matches() && known) {
      if (errorParameters) {
        replaceErrorParameter(pointer, value);
      } else if (response || !DocumentedProperties.READ_ONLY.contains(name)) {
        replaceProperty(pointer, name, value);
      }
    }
    if (value.isObject()) {
      if (errorParameters) {
        changeErrorParameters(pointer, value);
      } else {
        changeProperties(pointer, value);
      }
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        visit(
            pointer.appendProperty(property.getKey()),
            pattern + "/" + (errorParameters ? "{}" : property.getKey()),
            property.getKey(),
            property.getValue());
      }
    } else if (value.isArray()) {
      changeArray(pointer, name, value);
      for (int i = 0; i < value.size(); i++) {
        visit(pointer.appendIndex(i), pattern + "/*", ITEM, value.get(i));
      }
    }
  }

  private void replaceErrorParameter(JsonPointer pointer, JsonNode value) {
    replaceType(pointer, value, false);
    if (!value.isNull()) {
      change("null where it is not allowed", true, set(pointer, NullNode.instance));
    }
    if (value.isTextual()) {
      change("blank parameter of an error", true, set(pointer, string(" ")));
    }
  }

  private void replaceProperty(JsonPointer pointer, String name, JsonNode value) {
    // A trustee without properties is valid.
    replaceType(pointer, value, name.equals("Trustee"));
    if (!value.isNull()) {
      boolean violates = documented.notNull().contains(name);
      change(
          violates ? "null where it is not allowed" : "null where it is allowed",
          violates,
          set(pointer, NullNode.instance));
    }
    for (JsonNode invalid : DocumentedProperties.invalidValues(name)) {
      if (invalid.getNodeType() == value.getNodeType()) {
        change("invalid value of " + name, true, set(pointer, invalid));
      }
    }
    boolean right = value.isTextual() && DocumentedProperties.RIGHTS.contains(value.textValue());
    if (name.equals(ITEM) && right) {
      for (String unknown : new String[] {"None", "read", "Admin", ""}) {
        change("unknown access right", true, set(pointer, string(unknown)));
      }
    }
  }

  private void replaceType(JsonPointer pointer, JsonNode value, boolean emptyObjectIsValid) {
    for (JsonNode other :
        List.of(
            string("x"),
            number("7"),
            JSON.booleanNode(true),
            JSON.arrayNode(),
            JSON.objectNode())) {
      boolean sameType = other.getNodeType() == value.getNodeType();
      boolean valid = emptyObjectIsValid && other.isObject();
      // The type of a nullable property is unknown if its value is null.
      if (!sameType && !valid && !value.isNull()) {
        change("value of another type", true, set(pointer, other));
      }
    }
    if (value.isTextual() && !value.textValue().isEmpty()) {
      change("string in an array", true, set(pointer, JSON.arrayNode().add(value)));
    }
    if (value.isNumber()) {
      change("number as a string", true, set(pointer, string(value.asText())));
      change("integer with a fraction", true, set(pointer, number(value.asText() + ".0")));
    }
  }

  private void changeProperties(JsonPointer pointer, JsonNode value) {
    for (String name : MutantCollector.names(value)) {
      if (DocumentedProperties.isDocumented(name)) {
        boolean required = documented.required().contains(name);
        change(
            required ? "required property removed" : "optional property removed",
            required,
            edit(pointer, object -> object.remove(name)));
        rename(pointer, "property renamed", name, name + "x");
        String camelCase = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        rename(pointer, "property in camel case", name, camelCase);
      }
    }
    change(
        response ? "undocumented property" : "unknown property, which is ignored",
        response,
        edit(pointer, object -> object.put(ADDED, 5)));
  }

  /** Renames a property: undocumented in responses, missing where it is required in requests. */
  private void rename(JsonPointer pointer, String operator, String name, String other) {
    boolean violates = response || documented.required().contains(name);
    change(
        violates ? operator : operator + ", which is ignored",
        violates,
        edit(pointer, object -> object.set(other, object.remove(name))));
  }

  private void changeErrorParameters(JsonPointer pointer, JsonNode value) {
    for (String name : MutantCollector.names(value)) {
      change(
          "parameter of an error about an array item",
          false,
          edit(pointer, object -> object.set(name + "[0]", object.remove(name))));
    }
    change(
        "parameter of an error that is not a string",
        true,
        edit(pointer, object -> object.put(ADDED, 5)));
    change("error without parameters", true, edit(pointer, ObjectNode::removeAll));
    change(
        "parameter of an error with a blank name",
        true,
        edit(pointer, object -> object.put(" ", "x")));
  }

  private void changeArray(JsonPointer pointer, String name, JsonNode value) {
    if (name.equals("ClientIds")) {
      change("one client id more than allowed", true, set(pointer, clientIds(10_001)));
      change("as many client ids as allowed", false, set(pointer, clientIds(10_000)));
    }
    if (!value.isEmpty()) {
      change("array as an object", true, set(pointer, JSON.objectNode().set("0", value.get(0))));
      change("array in an array", true, set(pointer, JSON.arrayNode().add(value)));
      change("array without its items", false, set(pointer, JSON.arrayNode()));
    }
  }

  private static ArrayNode clientIds(int count) {
    ArrayNode ids = JSON.arrayNode();
    for (int i = 0; i < count; i++) {
      ids.add("client-" + i);
    }
    return ids;
  }

  /** Returns the body with an edited object. */
  private JsonNode edit(JsonPointer pointer, Consumer<ObjectNode> edit) {
    JsonNode copy = root.deepCopy();
    edit.accept((ObjectNode) copy.at(pointer));
    return copy;
  }

  /** Returns the body with another value at a pointer. */
  private JsonNode set(JsonPointer pointer, JsonNode value) {
    if (pointer.matches()) {
      return value;
    }
    JsonNode copy = root.deepCopy();
    JsonNode parent = copy.at(pointer.head());
    if (parent instanceof ArrayNode array) {
      array.set(pointer.last().getMatchingIndex(), value);
    } else {
      ((ObjectNode) parent).set(pointer.last().getMatchingProperty(), value);
    }
    return copy;
  }
}
