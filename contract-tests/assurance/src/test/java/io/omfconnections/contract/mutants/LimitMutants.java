package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.REQUEST_BODIES;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Mutates limits and patterns of schemas. */
final class LimitMutants {
  private static final List<String> LIMITS =
      List.of("maxLength", "maxItems", "minimum", "maximum", "minLength", "minItems");

  private final MutantCollector mutants;

  /** The pointers of all schemas that request bodies use. */
  private final Set<String> requestSchemas = new TreeSet<>();

  LimitMutants(MutantCollector mutants) {
    this.mutants = mutants;
    for (JsonNode schema : mutants.find(REQUEST_BODIES).findValues("schema")) {
      schema.findValues("$ref").forEach(reference -> collect(reference.asText()));
    }
  }

  private void collect(String pointer) {
    if (!requestSchemas.add(pointer)) {
      return;
    }
    JsonNode schema = mutants.find(pointer);
    for (String name : MutantCollector.names(schema.path("properties"))) {
      collect(OpenApiDocument.child(pointer + "/properties", name));
    }
    for (String child : List.of("items", "additionalProperties", "anyOf/0", "anyOf/1")) {
      if (mutants.find(pointer + "/" + child).isObject()) {
        collect(pointer + "/" + child);
      }
    }
    if (schema.has("$ref")) {
      collect(schema.path("$ref").asText());
    }
  }

  void add(String pointer, JsonNode schema) {
    for (String limit : LIMITS) {
      if (schema.has(limit)) {
        int value = schema.path(limit).asInt();
        mutants.add("limit increased", pointer, limit, node -> node.put(limit, value + 1));
        mutants.add("limit decreased", pointer, limit, node -> node.put(limit, value - 1));
        mutants.remove("limit removed", pointer, limit);
      }
    }
    if (schema.has("maximum")) {
      exclusive(pointer, "maximum", "exclusiveMaximum");
      exclusive(pointer, "minimum", "exclusiveMinimum");
    }
    if (schema.has("pattern")) {
      pattern(pointer, schema.path("pattern").asText());
    }
    // Adds limits to request schemas only: no response of the service would exceed a limit added to
    // a response schema.
    if (requestSchemas.contains(pointer)) {
      additionalLimits(pointer, schema);
    }
  }

  private void exclusive(String pointer, String limit, String keyword) {
    mutants.add("limit made exclusive", pointer, limit, node -> node.put(keyword, true));
  }

  private void pattern(String pointer, String pattern) {
    mutants.remove("pattern removed", pointer, "pattern");
    mutants.add(
        "pattern changed", pointer, "only integers", node -> node.put("pattern", "^[1-9][0-9]*$"));
    mutants.add(
        "pattern changed",
        pointer,
        "also zero and signs",
        node -> node.put("pattern", "^[-+]?[0-9]+(\\.[0-9]+)?$"));
    mutants.add(
        "pattern changed",
        pointer,
        "without anchors",
        node -> node.put("pattern", pattern.replaceAll("[$^]", "")));
  }

  private void additionalLimits(String pointer, JsonNode schema) {
    String type = schema.path("type").asText();
    boolean free = !schema.has("enum") && !schema.has("format") && !schema.has("pattern");
    if (free && type.equals("string")) {
      limit(pointer, "minLength", 1);
      mutants.add(
          "pattern added",
          pointer,
          "letters, digits and hyphens",
          node -> node.put("pattern", "^[A-Za-z0-9-]*$"));
      if (!schema.has("maxLength")) {
        limit(pointer, "maxLength", 255);
      }
    }
    if (type.equals("array")) {
      limit(pointer, "minItems", 1);
      mutants.add("limit added", pointer, "uniqueItems", node -> node.put("uniqueItems", true));
      if (!schema.has("maxItems")) {
        limit(pointer, "maxItems", 25);
      }
    }
  }

  private void limit(String pointer, String keyword, int value) {
    mutants.add("limit added", pointer, keyword + " " + value, node -> node.put(keyword, value));
  }
}
