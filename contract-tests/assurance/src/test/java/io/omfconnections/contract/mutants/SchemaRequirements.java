package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.FactNames.ABSENT;
import static io.omfconnections.contract.mutants.FactNames.BEYOND_INT32;
import static io.omfconnections.contract.mutants.FactNames.BEYOND_INT64;
import static io.omfconnections.contract.mutants.FactNames.FRACTION;
import static io.omfconnections.contract.mutants.FactNames.HEADER;
import static io.omfconnections.contract.mutants.FactNames.LONG_STRING;
import static io.omfconnections.contract.mutants.FactNames.MANY_ITEMS;
import static io.omfconnections.contract.mutants.FactNames.NEGATIVE;
import static io.omfconnections.contract.mutants.FactNames.NOT_NUMERIC;
import static io.omfconnections.contract.mutants.FactNames.NULL;
import static io.omfconnections.contract.mutants.FactNames.REPEATED_ITEM;
import static io.omfconnections.contract.mutants.FactNames.UNKNOWN_PROPERTY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Derives from the schema of a message which values exchanges must show. */
final class SchemaRequirements {
  private static final List<String> TYPES =
      List.of("string", "integer", "number", "boolean", "array", "object", "null");

  /** Receives what a schema allows. A path consists of property names, and * for items. */
  interface Message {
    /** Receives a fact that the schema at a pointer allows. */
    void allows(String schema, String path, String fact);

    /**
     * Receives a fact that only requests must show; responses need not show everything that their
     * schema allows.
     */
    default void allowsInRequests(String schema, String path, String fact) {}

    /** Receives a property that a schema names. */
    void property(String path);

    /** Returns whether objects may have properties that the schema does not name. */
    boolean mayHaveUnknownProperties();
  }

  private final OpenApiDocument document;
  private final Message message;
  private final Deque<String> open = new ArrayDeque<>();

  SchemaRequirements(OpenApiDocument document, Message message) {
    this.document = document;
    this.message = message;
  }

  /** Reports what the schema at a pointer allows for the value at a path. */
  void schema(String pointer, String path) {
    String resolved = document.resolve(pointer);
    if (open.contains(resolved)) {
      return; // recursive
    }
    open.push(resolved);
    JsonNode schema = document.at(resolved);
    if (schema.has("anyOf")) {
      for (int i = 0; i < schema.path("anyOf").size(); i++) {
        schema(resolved + "/anyOf/" + i, path);
      }
    } else if (schema.has("enum")) {
      enumeration(resolved, schema, path);
    } else {
      typed(resolved, schema, path);
    }
    open.pop();
  }

  private void enumeration(String pointer, JsonNode schema, String path) {
    for (JsonNode value : schema.path("enum")) {
      message.allows(pointer, path, value.isNull() ? NULL : FactNames.value(value));
    }
    // In JSON Schema 1.0 equals 1, unless the type is integer.
    if (schema.path("enum").path(0).isNumber() && !schema.path("type").asText().equals("integer")) {
      message.allows(pointer, path, FRACTION);
    }
  }

  private void typed(String pointer, JsonNode schema, String path) {
    if (schema.path("nullable").asBoolean()) {
      message.allows(pointer, path, NULL);
    }
    String type = schema.path("type").asText();
    if (type.isEmpty()) {
      anyType(pointer, path);
    } else {
      message.allows(pointer, path, type.equals("number") ? FRACTION : FactNames.type(type));
    }
    switch (type) {
      case "string" -> string(pointer, schema, path);
      case "integer", "number" -> number(pointer, schema, path);
      case "array" -> array(pointer, schema, path);
      case "object" -> object(pointer, schema, path);
      default -> {
        // Other types have no limits.
      }
    }
  }

  private void anyType(String pointer, String path) {
    for (String type : TYPES) {
      message.allows(pointer, path, FactNames.type(type));
    }
  }

  private void string(String pointer, JsonNode schema, String path) {
    if (schema.has("pattern")) {
      return; // Which strings a pattern allows cannot be derived; recorded strings are checked.
    }
    if (schema.has("format")) {
      message.allows(pointer, path, FactNames.format(schema.path("format").asText()));
      return;
    }
    message.allows(pointer, path, NOT_NUMERIC);
    message.allows(pointer, path, FactNames.notOfFormat("uuid"));
    message.allows(pointer, path, FactNames.notOfFormat("date-time"));
    if (path.startsWith(HEADER)) {
      return; // Proxies may limit the length of header fields.
    }
    message.allowsInRequests(
        pointer, path, FactNames.characters(schema.path("minLength").asInt(0)));
    message.allows(
        pointer,
        path,
        schema.has("maxLength")
            ? FactNames.characters(schema.path("maxLength").asInt())
            : LONG_STRING);
  }

  private void number(String pointer, JsonNode schema, String path) {
    message.allows(
        pointer, path, schema.has("minimum") ? FactNames.value(schema.path("minimum")) : NEGATIVE);
    message.allows(
        pointer,
        path,
        schema.has("maximum")
            ? FactNames.value(schema.path("maximum"))
            : largest(schema.path("format").asText()));
  }

  private static String largest(String format) {
    return switch (format) {
      case "int32" -> FactNames.value(IntNode.valueOf(Integer.MAX_VALUE));
      case "int64" -> BEYOND_INT32;
      default -> BEYOND_INT64;
    };
  }

  private void array(String pointer, JsonNode schema, String path) {
    message.allows(pointer, path, FactNames.items(schema.path("minItems").asInt(0)));
    message.allows(
        pointer,
        path,
        schema.has("maxItems") ? FactNames.items(schema.path("maxItems").asInt()) : MANY_ITEMS);
    if (!schema.path("uniqueItems").asBoolean()) {
      message.allowsInRequests(pointer, path, REPEATED_ITEM);
    }
    schema(pointer + "/items", path + "/*");
  }

  private void object(String pointer, JsonNode schema, String path) {
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (String name : MutantCollector.names(schema.path("properties"))) {
      String property = OpenApiDocument.child(pointer + "/properties", name);
      message.property(path + "/" + name);
      if (!required.contains(name)) {
        message.allowsInRequests(property, path + "/" + name, ABSENT);
      }
      schema(property, path + "/" + name);
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isObject()) {
      schema(pointer + "/additionalProperties", path + "/{}");
    } else if (additional.asBoolean()) {
      anyType(pointer, path + "/{}");
    } else if (additional.isMissingNode() && message.mayHaveUnknownProperties()) {
      message.allows(pointer, path, UNKNOWN_PROPERTY);
    }
  }
}
