package io.omfconnections.openapi.documents;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Extracts the facts of an OpenAPI 3.0 description.
 *
 * <p>A property that this class has no rule for becomes a fact with its JSON value, so that no
 * change of the description is overlooked. Only prose and examples are ignored.
 */
public final class OpenApiFacts {
  /** The kind of the fact that gives the identifier of an operation. */
  public static final String OPERATION_ID = "operation id";

  /** The kind of the fact that gives the title of an operation, its {@code summary}. */
  public static final String NAME = "name";

  /** The kind of the fact that a schema is an enumeration. */
  public static final String ENUMERATION = "enumeration";

  /** The prefix of the kind of a fact that gives an unnamed value of an enumeration. */
  public static final String VALUE = "value ";

  /** The prefix of the kind of a fact that gives a value of an enumeration by its name. */
  public static final String NAMED_VALUE = "name ";

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final Set<String> PROSE =
      Set.of("description", "title", "example", "examples", "x-enum-descriptions");

  private final JsonNode document;
  private final SchemaReader schemas;
  private final SortedSet<Fact> facts = new TreeSet<>();

  private OpenApiFacts(JsonNode document) {
    this.document = document;
    this.schemas = new SchemaReader(document);
  }

  /**
   * Returns the facts of a description.
   *
   * @throws IllegalArgumentException if a reference has no target
   */
  public static SortedSet<Fact> of(JsonNode document) {
    OpenApiFacts extractor = new OpenApiFacts(document);
    extractor.document();
    return extractor.facts;
  }

  private void document() {
    remainingProperties(
        "the document",
        document,
        Set.of("openapi", "info", "tags", "paths", "components", "servers", "security"));
    remainingProperties("the document", document.path("info"), Set.of("title", "version"));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> property : path.getValue().properties()) {
        if (METHODS.contains(property.getKey())) {
          operation(
              property.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
              path.getValue(),
              property.getValue());
        }
      }
      Set<String> known = new TreeSet<>(METHODS);
      known.addAll(Set.of("parameters", "summary"));
      remainingProperties(path.getKey(), path.getValue(), known);
    }
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      if (!SchemaReader.isString(schema.getValue())) {
        componentSchema(schema.getKey(), schema.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> scheme :
        document.at("/components/securitySchemes").properties()) {
      remainingProperties("security " + scheme.getKey(), scheme.getValue(), Set.of());
    }
  }

  private void operation(String subject, JsonNode path, JsonNode operation) {
    for (String url : serverUrls()) {
      add(subject, "under " + url, "yes");
    }
    add(subject, NAME, operation.path("summary").asText());
    add(subject, OPERATION_ID, operation.path("operationId").asText());
    JsonNode security = operation.path("security");
    if (security.isMissingNode()) {
      security = document.path("security");
    }
    if (!security.isMissingNode()) {
      add(subject, "security", security.toString());
    }
    for (JsonNode parameters : List.of(path.path("parameters"), operation.path("parameters"))) {
      parameters.forEach(parameter -> parameter(subject, schemas.resolve(parameter)));
    }
    if (operation.has("requestBody")) {
      JsonNode body = schemas.resolve(operation.path("requestBody"));
      content(subject + " body", body);
      remainingProperties(subject + " body", body, Set.of("content"));
    }
    for (Map.Entry<String, JsonNode> entry : operation.path("responses").properties()) {
      if (!entry.getKey().startsWith("x-")) {
        response(subject + " " + entry.getKey(), schemas.resolve(entry.getValue()));
      }
    }
    remainingProperties(
        subject,
        operation,
        Set.of(
            "summary",
            "operationId",
            "tags",
            "security",
            "parameters",
            "requestBody",
            "responses"));
  }

  /** Returns the URL of each server, once for each value of each of its variables. */
  private List<String> serverUrls() {
    List<String> result = new ArrayList<>();
    for (JsonNode server : document.path("servers")) {
      List<String> urls = List.of(server.path("url").asText());
      for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
        List<String> expanded = new ArrayList<>();
        for (String url : urls) {
          variable
              .getValue()
              .path("enum")
              .forEach(
                  value ->
                      expanded.add(url.replace("{" + variable.getKey() + "}", value.asText())));
        }
        urls = expanded;
      }
      result.addAll(urls);
    }
    return result;
  }

  private void parameter(String operation, JsonNode parameter) {
    String subject = operation + " parameter " + parameter.path("name").asText();
    String in = parameter.path("in").asText();
    add(subject, "in", in);
    boolean required = parameter.path("required").asBoolean();
    if (!(in.equals("path") && required)) {
      add(subject, "required", String.valueOf(required));
    }
    schemaOf(subject, parameter.path("schema"));
    remainingProperties(subject, parameter, Set.of("name", "in", "required", "schema"));
  }

  private void response(String subject, JsonNode response) {
    add(subject, "status", "yes");
    content(subject, response);
    for (Map.Entry<String, JsonNode> entry : response.path("headers").properties()) {
      String header = subject + " header " + entry.getKey();
      JsonNode node = schemas.resolve(entry.getValue());
      add(header, "required", String.valueOf(node.path("required").asBoolean()));
      schemaOf(header, node.path("schema"));
      remainingProperties(header, node, Set.of("required", "schema"));
    }
    remainingProperties(subject, response, Set.of("content", "headers"));
  }

  private void content(String subject, JsonNode body) {
    Set<String> types = new TreeSet<>();
    for (Map.Entry<String, JsonNode> media : body.path("content").properties()) {
      JsonNode schema = media.getValue().path("schema");
      types.add(schemas.type(schema));
      add(subject, "as " + media.getKey(), schemas.type(schema));
      constraints(subject, schema);
      remainingProperties(subject + " " + media.getKey(), media.getValue(), Set.of("schema"));
    }
    if (!types.isEmpty()) {
      add(subject, "type", String.join(" or ", types));
    }
  }

  private void componentSchema(String subject, JsonNode schema) {
    if (schema.has("type")) {
      add(subject, "type", schemas.type(schema));
    }
    constraints(subject, schema);
  }

  private void schemaOf(String subject, JsonNode schema) {
    add(subject, "type", schemas.type(schema));
    constraints(subject, schema);
  }

  /** Adds the facts of a schema other than its type. */
  private void constraints(String subject, JsonNode schema) {
    JsonNode node = schemas.simplified(schema);
    values(subject, node.path("enum"), node.path("x-enum-varnames"));
    if (node.path("type").asText().equals("array")) {
      constraints(subject + "[]", node.path("items"));
    }
    if (schemas.isNullable(schema)) {
      add(subject, "nullable", "true");
    }
    Set<String> required =
        node.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      String name = subject + "." + property.getKey();
      add(name, "required", String.valueOf(required.remove(property.getKey())));
      if (!schemas.isNullable(property.getValue())) {
        add(name, "nullable", "false");
      }
      schemaOf(name, property.getValue());
    }
    required.forEach(name -> add(subject + "." + name, "required", "true"));
    Set<String> known = new TreeSet<>(Set.of("type", "format", "items", "$ref"));
    known.addAll(Set.of("enum", "x-enum-varnames", "properties", "required", "nullable"));
    remainingProperties(subject, node, known);
    if (!node.equals(schema)) {
      remainingProperties(subject, schema, Set.of("$ref", "anyOf"));
    }
  }

  private void values(String subject, JsonNode values, JsonNode names) {
    if (!values.isMissingNode()) {
      add(subject, ENUMERATION, "yes");
    }
    for (int i = 0; i < Math.max(values.size(), names.size()); i++) {
      JsonNode value = values.path(i);
      if (names.has(i)) {
        add(subject, NAMED_VALUE + names.path(i).asText(), value.toString());
      } else if (!value.isNull()) {
        add(subject, VALUE + value.asText(), "yes");
      }
    }
  }

  /** Adds each property that is neither known nor prose as a fact, with its JSON value. */
  private void remainingProperties(String subject, JsonNode node, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String key = property.getKey();
      if (!known.contains(key) && !PROSE.contains(key) && !MarkedAdditions.MARKS.contains(key)) {
        JsonNode value = property.getValue();
        add(subject, key, value.isValueNode() ? value.asText() : value.toString());
      }
    }
  }

  private void add(String subject, String kind, String value) {
    facts.add(new Fact(subject, kind, value));
  }
}
