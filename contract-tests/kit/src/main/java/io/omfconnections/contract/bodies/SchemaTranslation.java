package io.omfconnections.contract.bodies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;

/**
 * Turns a schema of OpenAPI 3.0 into one of JSON Schema 2020-12. What it does not know it refuses,
 * rather than judge by less than the contract says.
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
   * The schema at a place, with the components that it refers to, as a text.
   *
   * @param document the whole description
   * @param place a JSON pointer that begins with {@code #}
   * @throws IllegalArgumentException when it has something that is not understood
   */
  static String translate(JsonNode document, String place) {
    SchemaTranslation translation = new SchemaTranslation(document);
    ObjectNode root = translation.schema(document.at(place.substring(1)), place);
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("$defs", translation.definitions);
    return root.toString();
  }

  private String reference(String place) {
    String name = place.replace(COMPONENTS, "");
    JsonNode schema = document.path("components").path("schemas").path(name);
    if (!definitions.has(name)) {
      definitions.putObject(name); // so that one that refers to itself comes to an end
      definitions.set(name, schema(schema, place));
    }
    return "#/$defs/" + name;
  }

  private ObjectNode schema(JsonNode schema, String place) {
    if (!schema.isObject()) {
      throw notUnderstood(place);
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode more = JsonNodeFactory.instance.arrayNode();
    boolean reference = schema.has("$ref");
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      String keyword = entry.getKey();
      JsonNode value = entry.getValue();
      String at = place + "/" + keyword;
      if (keyword.startsWith("x-") || keyword.equals("description")) {
        continue;
      }
      if (reference && !keyword.equals("$ref")) {
        throw notUnderstood(at); // OpenAPI 3.0 ignores it, which nobody can have meant
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
            throw notUnderstood(at); // it would have no effect
          }
        }
        case "format" -> more.add(format(value.asText(), at));
        case "enum", "required", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems" ->
            result.set(keyword, value);
        case "minimum" ->
            result.set(
                schema.path("exclusiveMinimum").asBoolean() ? "exclusiveMinimum" : keyword, value);
        case "maximum" ->
            result.set(
                schema.path("exclusiveMaximum").asBoolean() ? "exclusiveMaximum" : keyword, value);
        case "exclusiveMinimum", "exclusiveMaximum" -> {
          // Says how minimum or maximum is meant.
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
        default -> throw notUnderstood(at);
      }
    }
    if (!more.isEmpty()) {
      result.set("allOf", more);
    }
    return result;
  }

  private static ObjectNode format(String format, String place) {
    return switch (format) {
      case "int32" -> range(BITS_31);
      case "int64" -> range(BITS_63);
      default -> throw notUnderstood(place + " " + format);
    };
  }

  private static ObjectNode range(BigInteger end) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("minimum", end.negate())
        .put("maximum", end.subtract(BigInteger.ONE));
  }

  private static IllegalArgumentException notUnderstood(String place) {
    return new IllegalArgumentException("Not understood: the schema's " + place);
  }
}
