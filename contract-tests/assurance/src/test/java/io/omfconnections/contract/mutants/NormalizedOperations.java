package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Normalizes contracts for comparison: the request and each response of each operation, without
 * documentation, and with references replaced by their targets. Two contracts are equivalent if
 * their normalized operations are equal.
 */
final class NormalizedOperations {
  /** The key of the servers. */
  static final String SERVERS = "servers";

  /** The prefix of the keys of responses to requests that match no operation. */
  static final String NO_OPERATION = "no operation: ";

  private static final Set<String> DOCUMENTATION =
      Set.of("description", "summary", "example", "examples", "tags", "operationId", "title");

  private final OpenApiDocument document;
  private final Deque<String> open = new ArrayDeque<>();
  private final Map<String, JsonNode> expanded = new HashMap<>();

  private NormalizedOperations(OpenApiDocument document) {
    this.document = document;
  }

  /** Returns a copy of an OpenAPI document without documentation and extensions. */
  static ObjectNode withoutDocumentation(JsonNode document) {
    ObjectNode copy = (ObjectNode) strip(document, false);
    copy.remove("info");
    ((ObjectNode) copy.path("components")).remove("examples");
    return copy;
  }

  /**
   * Normalizes a contract.
   *
   * @return requests by {@linkplain FactNames#operation operation}, responses by {@linkplain
   *     #response operation and status}, and what belongs to no operation
   */
  static Map<String, JsonNode> of(JsonNode root) {
    OpenApiDocument document = new OpenApiDocument(root);
    NormalizedOperations operations = new NormalizedOperations(document);
    Map<String, JsonNode> all = new TreeMap<>();
    all.put(SERVERS, root.path("servers"));
    all.put("securitySchemes", root.at("/components/securitySchemes"));
    for (String shared : new String[] {"NotFound", "BadRequest"}) {
      all.put(NO_OPERATION + shared, operations.expand(root.at("/components/responses/" + shared)));
    }
    for (PathOperation operation : document.operations()) {
      String name = FactNames.operation(operation.method(), operation.path());
      all.put(name, operations.request(operation));
      JsonNode responses = document.at(operation.pointer()).path("responses");
      for (Map.Entry<String, JsonNode> response : responses.properties()) {
        all.put(response(name, response.getKey()), operations.expand(response.getValue()));
      }
    }
    return all;
  }

  /** Returns the key of a response. */
  static String response(String operation, String status) {
    return operation + " " + status;
  }

  private ObjectNode request(PathOperation operation) {
    JsonNode node = document.at(operation.pointer());
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ArrayNode parameters = request.putArray("parameters");
    document
        .at(operation.pathPointer())
        .path("parameters")
        .forEach(parameter -> parameters.add(expand(parameter)));
    node.path("parameters").forEach(parameter -> parameters.add(expand(parameter)));
    request.set("requestBody", expand(node.path("requestBody")));
    request.set(
        "security",
        node.has("security") ? node.path("security") : document.root().path("security"));
    return request;
  }

  /** Replaces references by their targets, except for recursive ones. */
  private JsonNode expand(JsonNode node) {
    if (node.path("$ref").isTextual()) {
      String pointer = node.path("$ref").textValue();
      if (open.contains(pointer)) {
        return node;
      }
      JsonNode known = expanded.get(pointer);
      if (known == null) {
        open.push(pointer);
        known = expand(document.find(pointer));
        open.pop();
        expanded.put(pointer, known);
      }
      return known;
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(property -> copy.set(property.getKey(), expand(property.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(expand(item)));
      return copy;
    }
    return node.isMissingNode() ? JsonNodeFactory.instance.nullNode() : node;
  }

  /**
   * Removes documentation and extensions.
   *
   * @param named whether the node is an object of named schemas, of which all names are kept
   */
  private static JsonNode strip(JsonNode node, boolean named) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        String key = property.getKey();
        if (named || !(DOCUMENTATION.contains(key) || key.startsWith("x-"))) {
          copy.set(key, strip(property.getValue(), !named && key.equals("properties")));
        }
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(item -> copy.add(strip(item, false)));
      return copy;
    }
    return node;
  }
}
