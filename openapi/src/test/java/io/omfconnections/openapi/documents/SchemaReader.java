package io.omfconnections.openapi.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Interprets the schemas of an OpenAPI 3.0 description.
 *
 * <p>A reference to a string component is read as an inline string (E18), and {@code anyOf} of a
 * reference and null as a nullable reference (E20).
 */
final class SchemaReader {
  private final JsonNode document;

  SchemaReader(JsonNode document) {
    this.document = document;
  }

  /** Returns the type as the documents write it: {@code int64}, {@code [Trustee]} ... */
  String type(JsonNode schema) {
    JsonNode node = simplified(schema);
    if (node.has("$ref")) {
      String reference = node.path("$ref").asText();
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    String type = node.path("type").asText("any");
    String format = node.path("format").asText();
    return switch (type + " " + format) {
      case "array " -> "[" + type(node.path("items")) + "]";
      case "string date-time" -> "date-time";
      case "integer int64" -> "int64";
      default -> (type + " " + format).strip();
    };
  }

  /** Returns whether null is valid. */
  boolean isNullable(JsonNode schema) {
    JsonNode node = simplified(schema);
    boolean nullListed =
        !node.has("enum") || node.path("enum").valueStream().anyMatch(JsonNode::isNull);
    boolean nullableReference = schema.has("anyOf") && !node.equals(schema);
    return nullableReference
        || (node.has("type") && node.path("nullable").asBoolean() && nullListed);
  }

  /** Returns the schema that is to be read in place of a schema, which may be the same. */
  JsonNode simplified(JsonNode schema) {
    JsonNode choice = schema.path("anyOf");
    if (choice.size() == 2 && schema.path("type").isMissingNode() && isNullOnly(choice.path(1))) {
      return simplified(choice.path(0));
    }
    JsonNode target = resolve(schema);
    return isString(target) ? target : schema;
  }

  private static boolean isNullOnly(JsonNode schema) {
    return schema.has("type")
        && schema.path("nullable").asBoolean()
        && schema.path("enum").size() == 1
        && schema.path("enum").path(0).isNull();
  }

  /** Returns whether a schema is a string. */
  static boolean isString(JsonNode schema) {
    return schema.path("type").asText().equals("string");
  }

  /**
   * Returns the target of a reference, or the node itself if it is no reference.
   *
   * @throws IllegalArgumentException if the reference has no target
   */
  JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    if (reference.isMissingNode()) {
      return node;
    }
    JsonNode target = document.at(reference.asText().substring(1));
    if (target instanceof MissingNode) {
      throw new IllegalArgumentException("No node at " + reference.asText());
    }
    return resolve(target);
  }
}
