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
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The contract, as the service reads it at the start: its addresses, which statuses each operation
 * documents, and the schemas of request bodies and headers.
 */
final class Contract {
  private static final String RESOURCE = "/io/omfconnections/openapi/omf-connections.yaml";

  /** The name under which the schemas' references find the document. Nothing is fetched from it. */
  private static final String DOCUMENT_ID = "urn:omf-connections.yaml";

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /**
   * One operation.
   *
   * @param operationId its name in the contract
   * @param route its method and address
   * @param statuses the statuses that it documents
   * @param body the schema of its request body, or null when it takes none
   * @param requestTimeout the schema of its Request-Timeout header
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

    /** The one status that it documents for success, which no error's is below. */
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

  /** Reads the contract from its jar. */
  static Contract load() {
    try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream(RESOURCE))) {
      return new Contract(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All operations, in the order of the contract. */
  List<Operation> operations() {
    return operations;
  }

  /** What stands before every address of the contract: one path for each version. */
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

  /** Whether the property of a schema may be null. */
  boolean isNullable(String schemaName, String property) {
    String pointer = "/components/schemas/" + schemaName + "/properties/" + property;
    return !document.at(pointer).isMissingNode()
        && schema(pointer).validate(NullNode.getInstance()).isEmpty();
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
      if (document.at(parameter).path("name").asText().equals(Headers.REQUEST_TIMEOUT)) {
        return schema(parameter + "/schema");
      }
    }
    return null;
  }

  /** Follows references from one place of the document to where the thing itself stands. */
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
