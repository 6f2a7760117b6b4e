package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;

/**
 * Translates schemas of OpenAPI 3.0 to JSON Schema 2020-12. Rejects keywords that it does not
 * support: ignoring them would accept more than the contract does.
 */
final class SchemaTranslation {
  private static final String COMPONENTS = "#/components/schemas/";
  private static final BigInteger BITS_31 = BigInteger.ONE.shiftLeft(31);
  private static final BigInteger BITS_63 = BigInteger.ONE.shiftLeft(63);

  private final JsonNode document;
  private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

  private SchemaTranslation(JsonNode document) {
    this.document = document;
  }

  /**
   * Translates a schema, and the schemas that it refers to.
   *
   * @param document the whole OpenAPI document
   * @param pointer the pointer of the schema, starting with {@code #}
   * @return the JSON text of a schema that includes the schemas that it refers to
   * @throws IllegalArgumentException if a schema has unsupported keywords
   */
  static String translate(JsonNode document, String pointer) {
    SchemaTranslation translation = new SchemaTranslation(document);
    ObjectNode root = translation.schema(document.at(pointer.substring(1)), pointer);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("$defs", translation.definitions);
    return root.toString();
  }

  private String reference(String pointer) {
    String name = pointer.replace(COMPONENTS, "");
    JsonNode schema = document.path("components").path("schemas").path(name);
    if (!definitions.has(name)) {
      definitions.putObject(name); // reserved, so that recursion ends
      definitions.set(name, schema(schema, pointer));
    }
    return "#/$defs/" + name;
  }

  private ObjectNode schema(JsonNode schema, String pointer) {
    if (!schema.isObject()) {
      throw unsupported(pointer);
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode formats = JsonNodeFactory.instance.arrayNode();
    boolean reference = schema.has("$ref");
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      String keyword = entry.getKey();
      JsonNode value = entry.getValue();
      String at = pointer + "/" + keyword;
      if (keyword.startsWith("x-") || keyword.equals("description")) {
        continue;
      }
      if (reference && !keyword.equals("$ref")) {
        throw unsupported(at); // OpenAPI 3.0 ignores it
      }
      switch (keyword) {
        case "$ref" -> result.put("$ref", reference(value.asText()));
        case "type" -> {
          ArrayNode types = result.putArray("type").add(value);
          if (schema.path("nullable").asBoolean()) {
            types.add("null");
          }
        }
        case "nullable" -> {
          if (!schema.has("type")) {
            throw unsupported(at); // has no effect without a type
          }
        }
        case "format" -> formats.add(format(value.asText(), at));
        case "enum", "required", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems" ->
            result.set(keyword, value);
        case "minimum" ->
            result.set(
                schema.path("exclusiveMinimum").asBoolean() ? "exclusiveMinimum" : keyword, value);
        case "maximum" ->
            result.set(
                schema.path("exclusiveMaximum").asBoolean() ? "exclusiveMaximum" : keyword, value);
        case "exclusiveMinimum", "exclusiveMaximum" -> {
          // Translated with minimum and maximum.
        }
        case "items" -> result.set(keyword, schema(value, at));
        case "additionalProperties" ->
            result.set(keyword, value.isBoolean() ? value : schema(value, at));
        case "properties" -> {
          ObjectNode properties = result.putObject(keyword);
          value
              .properties()
              .forEach(
                  property ->
                      properties.set(
                          property.getKey(),
                          schema(property.getValue(), at + "/" + property.getKey())));
        }
        case "anyOf" -> {
          ArrayNode alternatives = result.putArray(keyword);
          value.forEach(alternative -> alternatives.add(schema(alternative, at)));
        }
        default -> throw unsupported(at);
      }
    }
    if (!formats.isEmpty()) {
      result.set("allOf", formats);
    }
    return result;
  }

  private static ObjectNode format(String format, String pointer) {
    return switch (format) {
      case "int32" -> range(BITS_31);
      case "int64" -> range(BITS_63);
      default -> throw unsupported(pointer + " " + format);
    };
  }

  private static ObjectNode range(BigInteger end) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("minimum", end.negate())
        .put("maximum", end.subtract(BigInteger.ONE));
  }

  private static IllegalArgumentException unsupported(String pointer) {
    return new IllegalArgumentException("Unsupported keyword in a schema: " + pointer);
  }
}
