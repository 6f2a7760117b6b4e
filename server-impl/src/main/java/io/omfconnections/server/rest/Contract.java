package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI contract, read at startup: paths, documented status codes, and the schemas of request
 * bodies and header fields.
 */
final class Contract {
  private static final String RESOURCE = "/io/omfconnections/openapi/omf-connections.yaml";

  /** Identifier of the document, to which references in schemas resolve. Never fetched. */
  private static final String DOCUMENT_ID = "urn:omf-connections.yaml";

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /**
   * An operation of the contract.
   *
   * @param operationId its {@code operationId} in the contract
   * @param route its method and path template
   * @param statuses the status codes that it documents
   * @param body the schema of its request body; null if it has none
   * @param requestTimeout the schema of its header field Request-Timeout
   */
  record Operation(
      String operationId,
      Route route,
      SortedSet<Integer> statuses,
      @Nullable Schema body,
      @Nullable Schema requestTimeout) {
    boolean documents(int status) {
      return statuses.contains(status);
    }

    /** Returns the documented status code of success: each operation documents only one. */
    int successStatus() {
      return statuses.first();
    }
  }

  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final List<Operation> operations = new ArrayList<>();

  private Contract(JsonNode document) {
    this.document = document;
    this.schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi30(),
            builder -> builder.schemas(Map.of(DOCUMENT_ID, document.toString())));
    for (Map.Entry<String, JsonNode> path : document.at("/paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          operations.add(operation(path.getKey(), operation.getKey(), operation.getValue()));
        }
      }
    }
  }

  /** Returns the contract on the class path. It is read once for all servers of the process. */
  static Contract load() {
    return OnClassPath.CONTRACT;
  }

  private static final class OnClassPath {
    private static final Contract CONTRACT = read();
  }

  private static Contract read() {
    try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream(RESOURCE))) {
      return new Contract(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all operations, in the order of the contract. */
  List<Operation> operations() {
    return operations;
  }

  /** Returns the operation with this {@code operationId}. */
  Operation operation(String operationId) {
    return operations.stream()
        .filter(each -> each.operationId().equals(operationId))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the base paths, which precede the paths of the contract: one for each version. */
  Set<String> basePaths() {
    JsonNode server = document.at("/servers/0");
    Set<String> paths = new LinkedHashSet<>(Set.of(server.path("url").asText()));
    for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
      paths =
          paths.stream()
              .flatMap(
                  path ->
                      values(variable.getValue().path("enum")).stream()
                          .map(value -> path.replace("{" + variable.getKey() + "}", value)))
              .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    return paths;
  }

  /** Returns whether the schema allows null as the value of the property. */
  boolean isNullable(String schemaName, String property) {
    String pointer = "/components/schemas/" + schemaName + "/properties/" + property;
    return !document.at(pointer).isMissingNode()
        && schema(pointer).validate(NullNode.getInstance()).isEmpty();
  }

  /** Returns a copy of the whole contract. */
  JsonNode document() {
    return document.deepCopy();
  }

  /** Returns the names of the header fields that requests can have, in alphabetical order. */
  NavigableSet<String> requestHeaders() {
    NavigableSet<String> names = new TreeSet<>();
    for (JsonNode parameter :
        document.findValues("parameters").stream().flatMap(JsonNode::valueStream).toList()) {
      if (parameter.path("in").asText().equals("header")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  /** Returns the names of the header fields that responses can have, in alphabetical order. */
  NavigableSet<String> responseHeaders() {
    NavigableSet<String> names = new TreeSet<>();
    for (JsonNode headers : document.findValues("headers")) {
      headers.fieldNames().forEachRemaining(names::add);
    }
    return names;
  }

  private Operation operation(String path, String method, JsonNode operation) {
    SortedSet<Integer> statuses = new TreeSet<>();
    operation
        .path("responses")
        .fieldNames()
        .forEachRemaining(
            status -> {
              if (Character.isDigit(status.charAt(0))) {
                statuses.add(Integer.valueOf(status));
              }
            });
    String pointer = "/paths/" + escape(path) + "/" + method;
    return new Operation(
        operation.path("operationId").asText(),
        Route.of(method.toUpperCase(Locale.ROOT), path),
        statuses,
        operation.has("requestBody") ? bodySchema(pointer + "/requestBody") : null,
        requestTimeout(pointer, operation));
  }

  private Schema bodySchema(String pointer) {
    return schema(resolve(pointer) + "/content/application~1json/schema");
  }

  private @Nullable Schema requestTimeout(String pointer, JsonNode operation) {
    for (int i = 0; i < operation.path("parameters").size(); i++) {
      String parameter = resolve(pointer + "/parameters/" + i);
      if (document.at(parameter).path("name").asText().equals(HeaderNames.REQUEST_TIMEOUT)) {
        return schema(parameter + "/schema");
      }
    }
    return null;
  }

  /** Follows {@code $ref}, and returns the JSON pointer of its target. */
  private String resolve(String pointer) {
    JsonNode reference = document.at(pointer).path("$ref");
    return reference.isTextual() ? resolve(reference.asText().substring(1)) : pointer;
  }

  private Schema schema(String pointer) {
    return schemas.getSchema(SchemaLocation.of(DOCUMENT_ID + "#" + pointer));
  }

  private static String escape(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }

  private static List<String> values(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }
}
