package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.ADDED;
import static io.omfconnections.contract.mutants.MutantCollector.HEADERS;
import static io.omfconnections.contract.mutants.MutantCollector.JSON;
import static io.omfconnections.contract.mutants.MutantCollector.PARAMETERS;
import static io.omfconnections.contract.mutants.MutantCollector.SCHEMAS;
import static io.omfconnections.contract.mutants.MutantCollector.array;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import java.util.List;

/** Mutates all schemas: types, formats, enumerations and alternatives. */
final class SchemaMutants {
  private final MutantCollector mutants;
  private final LimitMutants limits;
  private final ObjectSchemaMutants objects;

  SchemaMutants(MutantCollector mutants) {
    this.mutants = mutants;
    this.limits = new LimitMutants(mutants);
    this.objects = new ObjectSchemaMutants(mutants, this::schema);
  }

  /** Mutates each schema where it is defined. */
  void add() {
    for (String name : mutants.names(SCHEMAS)) {
      schema(OpenApiDocument.child(SCHEMAS, name));
    }
    for (String components : List.of(PARAMETERS, HEADERS)) {
      for (String name : mutants.names(components)) {
        schema(OpenApiDocument.child(components, name) + "/schema");
      }
    }
    for (PathOperation operation : mutants.document().operations()) {
      String responses = operation.pointer() + "/responses";
      for (String status : mutants.names(responses)) {
        String content = OpenApiDocument.child(responses, status) + "/content";
        for (String type : mutants.names(content)) {
          schema(OpenApiDocument.child(content, type) + "/schema");
        }
      }
    }
  }

  private void schema(String pointer) {
    JsonNode schema = mutants.find(pointer);
    if (schema.has("$ref")) {
      return; // Mutated where it is defined.
    }
    alternatives(pointer, schema);
    if (schema.has("type")) {
      types(pointer, schema);
    }
    if (schema.has("enum")) {
      enumeration(pointer, schema);
    }
    limits.add(pointer, schema);
    objects.add(pointer, schema);
    if (schema.has("items")) {
      mutants.replaceReference("items schema replaced", pointer + "/items");
      schema(pointer + "/items");
    }
  }

  private void alternatives(String pointer, JsonNode schema) {
    JsonNode alternatives = schema.path("anyOf");
    for (int i = 0; i < alternatives.size(); i++) {
      int index = i;
      mutants.add(
          "alternative removed", pointer, "index " + i, node -> array(node, "anyOf").remove(index));
      mutants.replaceReference("alternative replaced", pointer + "/anyOf/" + i);
      schema(pointer + "/anyOf/" + i);
    }
    if (!alternatives.isEmpty()) {
      mutants.add(
          "alternative added",
          pointer,
          "string",
          node -> array(node, "anyOf").addObject().put("type", "string"));
    }
  }

  private void types(String pointer, JsonNode schema) {
    String type = schema.path("type").asText();
    for (String other : List.of("string", "integer", "number", "boolean", "array", "object")) {
      if (!other.equals(type)) {
        mutants.add(
            "type changed",
            pointer,
            type + " to " + other,
            node -> {
              node.put("type", other);
              if (other.equals("array") && !node.has("items")) {
                node.putObject("items");
              }
            });
      }
    }
    mutants.add("type removed", pointer, type, node -> node.remove(List.of("type", "nullable")));
    if (schema.path("nullable").asBoolean()) {
      mutants.add("nullable removed", pointer, "nullable", SchemaMutants::removeNullable);
    } else {
      mutants.add("nullable added", pointer, "nullable", SchemaMutants::addNullable);
    }
    if (schema.has("format")) {
      formats(pointer, type, schema.path("format").asText());
    }
  }

  private static void addNullable(ObjectNode schema) {
    schema.put("nullable", true);
    if (schema.has("enum")) {
      array(schema, "enum").addNull();
    }
  }

  private static void removeNullable(ObjectNode schema) {
    schema.remove("nullable");
    if (schema.path("enum").size() > 1) {
      ArrayNode values = array(schema, "enum");
      for (int i = values.size() - 1; i >= 0; i--) {
        if (values.get(i).isNull()) {
          values.remove(i);
        }
      }
    }
  }

  private void formats(String pointer, String type, String format) {
    mutants.add("format removed", pointer, format, node -> node.remove("format"));
    List<String> others =
        type.equals("integer")
            ? List.of("int32", "int64")
            : List.of("date-time", "date", "uuid", "byte");
    for (String other : others) {
      if (!other.equals(format)) {
        mutants.add(
            "format changed", pointer, format + " to " + other, node -> node.put("format", other));
      }
    }
  }

  private void enumeration(String pointer, JsonNode schema) {
    JsonNode values = schema.path("enum");
    boolean numbers = values.get(0).isNumber();
    for (int i = 0; i < values.size(); i++) {
      int index = i;
      JsonNode value = values.get(i);
      if (values.size() > 1) {
        mutants.add(
            "enumeration value removed",
            pointer,
            value.toString(),
            node -> array(node, "enum").remove(index));
      }
      JsonNode changed =
          numbers ? JSON.numberNode(value.asInt() + 10) : JSON.textNode(value.asText() + "x");
      mutants.add(
          "enumeration value changed",
          pointer,
          value.toString(),
          node -> array(node, "enum").set(index, changed));
    }
    JsonNode added =
        numbers ? JSON.numberNode(values.get(values.size() - 1).asInt() + 1) : JSON.textNode(ADDED);
    mutants.add(
        "enumeration value added",
        pointer,
        added.toString(),
        node -> array(node, "enum").add(added));
    mutants.remove("enumeration removed", pointer, "enum");
  }
}
