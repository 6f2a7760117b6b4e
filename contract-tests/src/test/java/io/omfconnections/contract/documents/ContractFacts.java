package io.omfconnections.contract.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The facts of an OpenAPI 3.0 description.
 *
 * <p>What it does not know, it takes for a fact as it stands: only prose and examples are left out.
 * A string that is a component is the same as one that stands where it is used (E18), and either a
 * reference or null is a nullable reference (E20).
 */
public final class ContractFacts {
  /** The kind of fact that an operation's identifier is. */
  public static final String OPERATION_ID = "operation id";

  /** The kind of fact that an operation's title is. */
  public static final String NAME = "name";

  /** The kind of fact that a list of all possible values is. */
  public static final String VALUES = "closed list of values";

  /** What a kind of fact begins with that is a possible value. */
  public static final String VALUE = "value ";

  /** What a kind of fact begins with that is a possible number's name. */
  public static final String NAMED_VALUE = "name ";

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
  private static final Set<String> PROSE =
      Set.of("description", "title", "example", "examples", "x-enum-descriptions");

  private final JsonNode document;
  private final SortedSet<Fact> facts = new TreeSet<>();

  private ContractFacts(JsonNode document) {
    this.document = document;
  }

  /** The facts of a description, in order. */
  public static SortedSet<Fact> of(JsonNode document) {
    ContractFacts reader = new ContractFacts(document);
    reader.read();
    return reader.facts;
  }

  private void read() {
    others(
        "the contract",
        document,
        Set.of("openapi", "info", "tags", "paths", "components", "servers", "security"));
    others("the contract", document.path("info"), Set.of("title", "version"));
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          operation(
              member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
              path.getValue(),
              member.getValue());
        }
      }
      Set<String> known = new TreeSet<>(METHODS);
      known.addAll(Set.of("parameters", "summary"));
      others(path.getKey(), path.getValue(), known);
    }
    for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
      if (!isNamedString(schema.getValue())) {
        definition(schema.getKey(), schema.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> scheme :
        document.at("/components/securitySchemes").properties()) {
      others("security " + scheme.getKey(), scheme.getValue(), Set.of());
    }
  }

  private void operation(String subject, JsonNode path, JsonNode operation) {
    for (String base : bases()) {
      add(subject, "under " + base, "yes");
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
      parameters.forEach(parameter -> parameter(subject, resolve(parameter)));
    }
    if (operation.has("requestBody")) {
      JsonNode body = resolve(operation.path("requestBody"));
      content(subject + " body", body);
      others(subject + " body", body, Set.of("content"));
    }
    for (Map.Entry<String, JsonNode> entry : operation.path("responses").properties()) {
      if (!entry.getKey().startsWith("x-")) {
        response(subject + " " + entry.getKey(), resolve(entry.getValue()));
      }
    }
    others(
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

  /** What stands before the paths: each server, under each value of its variables. */
  private List<String> bases() {
    List<String> bases = new ArrayList<>();
    for (JsonNode server : document.path("servers")) {
      List<String> urls = List.of(server.path("url").asText());
      for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
        List<String> filled = new ArrayList<>();
        for (String url : urls) {
          variable
              .getValue()
              .path("enum")
              .forEach(
                  value -> filled.add(url.replace("{" + variable.getKey() + "}", value.asText())));
        }
        urls = filled;
      }
      bases.addAll(urls);
    }
    return bases;
  }

  private void parameter(String operation, JsonNode parameter) {
    String subject = operation + " parameter " + parameter.path("name").asText();
    String in = parameter.path("in").asText();
    add(subject, "in", in);
    boolean required = parameter.path("required").asBoolean();
    if (!(in.equals("path") && required)) {
      add(subject, "required", String.valueOf(required));
    }
    value(subject, parameter.path("schema"));
    others(subject, parameter, Set.of("name", "in", "required", "schema"));
  }

  private void response(String subject, JsonNode response) {
    add(subject, "status", "yes");
    content(subject, response);
    for (Map.Entry<String, JsonNode> entry : response.path("headers").properties()) {
      String header = subject + " header " + entry.getKey();
      JsonNode node = resolve(entry.getValue());
      add(header, "required", String.valueOf(node.path("required").asBoolean()));
      value(header, node.path("schema"));
      others(header, node, Set.of("required", "schema"));
    }
    others(subject, response, Set.of("content", "headers"));
  }

  private void content(String subject, JsonNode body) {
    Set<String> types = new TreeSet<>();
    for (Map.Entry<String, JsonNode> media : body.path("content").properties()) {
      JsonNode schema = media.getValue().path("schema");
      types.add(type(schema));
      add(subject, "as " + media.getKey(), type(schema));
      constraints(subject, schema);
      others(subject + " " + media.getKey(), media.getValue(), Set.of("schema"));
    }
    if (!types.isEmpty()) {
      add(subject, "type", String.join(" or ", types));
    }
  }

  private void definition(String subject, JsonNode schema) {
    if (schema.has("type")) {
      add(subject, "type", type(schema));
    }
    constraints(subject, schema);
  }

  private void value(String subject, JsonNode schema) {
    add(subject, "type", type(schema));
    constraints(subject, schema);
  }

  private String type(JsonNode schema) {
    JsonNode node = unfolded(schema);
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

  /** Everything of a schema but its type. */
  private void constraints(String subject, JsonNode schema) {
    JsonNode node = unfolded(schema);
    values(subject, node.path("enum"), node.path("x-enum-varnames"));
    if (node.path("type").asText().equals("array")) {
      constraints(subject + "[]", node.path("items"));
    }
    if (isNullable(schema)) {
      add(subject, "nullable", "true");
    }
    Set<String> required =
        node.path("required").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      String name = subject + "." + property.getKey();
      add(name, "required", String.valueOf(required.remove(property.getKey())));
      if (!isNullable(property.getValue())) {
        add(name, "nullable", "false");
      }
      value(name, property.getValue());
    }
    required.forEach(name -> add(subject + "." + name, "required", "true"));
    Set<String> known = new TreeSet<>(Set.of("type", "format", "items", "$ref"));
    known.addAll(Set.of("enum", "x-enum-varnames", "properties", "required", "nullable"));
    others(subject, node, known);
    if (!node.equals(schema)) {
      others(subject, schema, Set.of("$ref", "anyOf"));
    }
  }

  private void values(String subject, JsonNode values, JsonNode names) {
    if (!values.isMissingNode()) {
      add(subject, VALUES, "yes");
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

  private boolean isNullable(JsonNode schema) {
    JsonNode node = unfolded(schema);
    boolean listed =
        !node.has("enum") || node.path("enum").valueStream().anyMatch(JsonNode::isNull);
    boolean chosen = schema.has("anyOf") && !node.equals(schema);
    return chosen || (node.has("type") && node.path("nullable").asBoolean() && listed);
  }

  /** A schema without what only OpenAPI 3.0 needs to say it. */
  private JsonNode unfolded(JsonNode schema) {
    JsonNode choice = schema.path("anyOf");
    if (choice.size() == 2 && schema.path("type").isMissingNode() && isNullOnly(choice.path(1))) {
      return unfolded(choice.path(0));
    }
    JsonNode target = resolve(schema);
    return isNamedString(target) ? target : schema;
  }

  private static boolean isNullOnly(JsonNode schema) {
    return schema.has("type")
        && schema.path("nullable").asBoolean()
        && schema.path("enum").size() == 1
        && schema.path("enum").path(0).isNull();
  }

  private static boolean isNamedString(JsonNode schema) {
    return schema.path("type").asText().equals("string");
  }

  private JsonNode resolve(JsonNode node) {
    JsonNode reference = node.path("$ref");
    if (reference.isMissingNode()) {
      return node;
    }
    JsonNode target = document.at(reference.asText().substring(1));
    if (target instanceof MissingNode) {
      throw new IllegalArgumentException("Nothing at " + reference.asText());
    }
    return resolve(target);
  }

  /** Each member that nothing else has read, as it stands. */
  private void others(String subject, JsonNode node, Set<String> known) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String key = member.getKey();
      if (!known.contains(key) && !PROSE.contains(key) && !Additions.MARKS.contains(key)) {
        JsonNode value = member.getValue();
        add(subject, key, value.isValueNode() ? value.asText() : value.toString());
      }
    }
  }

  private void add(String subject, String kind, String value) {
    facts.add(new Fact(subject, kind, value));
  }
}
