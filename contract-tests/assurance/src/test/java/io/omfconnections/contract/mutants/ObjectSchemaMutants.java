package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.ADDED;
import static io.omfconnections.contract.mutants.MutantCollector.array;
import static io.omfconnections.contract.mutants.MutantCollector.arrayOf;
import static io.omfconnections.contract.mutants.MutantCollector.removeText;
import static io.omfconnections.contract.mutants.MutantCollector.rename;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Mutates the properties of object schemas. */
final class ObjectSchemaMutants {
  private final MutantCollector mutants;
  private final Consumer<String> nested;

  /**
   * Creates the operators.
   *
   * @param nested mutates the schema of a property, given its pointer
   */
  ObjectSchemaMutants(MutantCollector mutants, Consumer<String> nested) {
    this.mutants = mutants;
    this.nested = nested;
  }

  void add(String pointer, JsonNode schema) {
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (String name : MutantCollector.names(schema.path("properties"))) {
      property(pointer, name, required.contains(name));
    }
    if (schema.has("properties")) {
      mutants.add("property added", pointer, ADDED, ObjectSchemaMutants::addProperty);
      mutants.add(
          "required property added",
          pointer,
          ADDED,
          node -> {
            addProperty(node);
            arrayOf(node, "required").add(ADDED);
          });
    }
    if (schema.path("type").asText().equals("object") && !schema.has("enum")) {
      additionalProperties(pointer, schema);
    }
  }

  private static void addProperty(ObjectNode schema) {
    properties(schema).putObject(ADDED).put("type", "string");
  }

  private static ObjectNode properties(ObjectNode schema) {
    return (ObjectNode) schema.path("properties");
  }

  private void property(String pointer, String name, boolean required) {
    mutants.add(
        required ? "required removed" : "required added",
        pointer,
        name,
        node -> {
          ArrayNode names = arrayOf(node, "required");
          if (required) {
            removeText(names, name);
          } else {
            names.add(name);
          }
        });
    mutants.add(
        "property removed",
        pointer,
        name,
        node -> {
          properties(node).remove(name);
          removeText(array(node, "required"), name);
        });
    renamed(pointer, name, name + "x");
    renamed(pointer, name, name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
    mutants.replaceReference("property schema replaced", pointer + "/properties/" + name);
    nested.accept(OpenApiDocument.child(pointer + "/properties", name));
  }

  private void renamed(String pointer, String name, String other) {
    mutants.add(
        "property renamed",
        pointer,
        name + " to " + other,
        node -> {
          rename(properties(node), name, other);
          if (removeText(array(node, "required"), name)) {
            array(node, "required").add(other);
          }
        });
  }

  private void additionalProperties(String pointer, JsonNode schema) {
    String keyword = "additionalProperties";
    mutants.add(
        "additional properties forbidden", pointer, "false", node -> node.put(keyword, false));
    mutants.add(
        "additional properties restricted",
        pointer,
        "to integers",
        node -> node.putObject(keyword).put("type", "integer"));
    mutants.add(
        "additional properties restricted",
        pointer,
        "to strings and null",
        node -> node.putObject(keyword).put("type", "string").put("nullable", true));
    if (schema.has(keyword)) {
      mutants.add(
          "additional properties allowed", pointer, "true", node -> node.put(keyword, true));
      nested.accept(pointer + "/" + keyword);
    }
  }
}
