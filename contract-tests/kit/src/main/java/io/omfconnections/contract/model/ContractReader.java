package io.omfconnections.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.HeaderSpec;
import io.omfconnections.contract.model.Operation.PathSpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the operations of an OpenAPI document.
 *
 * <p>Supports the features of OpenAPI 3.0.3 that this project's contract uses. Throws {@link
 * IllegalArgumentException} for other features, because ignoring them would check less than the
 * contract says.
 */
final class ContractReader {
  private final OpenApiDocument document;

  ContractReader(OpenApiDocument document) {
    this.document = document;
  }

  List<Operation> operations() {
    return document.operations().stream().map(this::operation).toList();
  }

  ResponseSpec response(int status, String pointer) {
    String resolved = document.resolve(pointer);
    JsonNode node = document.at(resolved);
    List<HeaderSpec> headers = new ArrayList<>();
    for (String name : names(node.path("headers"))) {
      String header = document.resolve(child(resolved + "/headers", name));
      boolean required = document.at(header).path("required").asBoolean();
      headers.add(new HeaderSpec(name, required, header, header + "/schema"));
    }
    return new ResponseSpec(
        status, resolved, List.copyOf(headers), node.has("content") ? body(resolved) : null);
  }

  private Operation operation(PathOperation found) {
    String pointer = found.pointer();
    JsonNode node = document.at(pointer);
    List<HeaderSpec> headers = new ArrayList<>();
    List<PathSpec> pathParameters = new ArrayList<>();
    for (String owner : List.of(found.pathPointer(), pointer)) {
      String parameters = owner + "/parameters";
      for (int i = 0; i < document.find(parameters).size(); i++) {
        parameter(document.resolve(parameters + "/" + i), headers, pathParameters);
      }
    }
    requireMatchingParameters(found.path(), pathParameters);
    SortedMap<Integer, ResponseSpec> responses = new TreeMap<>();
    for (String status : names(node.path("responses"))) {
      if (!status.startsWith("x-")) {
        int number = Integer.parseInt(status);
        responses.put(number, response(number, child(pointer + "/responses", status)));
      }
    }
    JsonNode security =
        node.has("security") ? node.path("security") : document.root().path("security");
    return new Operation(
        node.path("operationId").asText(),
        found.method().toUpperCase(Locale.ROOT),
        found.path(),
        pointer,
        requiresToken(security),
        List.copyOf(pathParameters),
        List.copyOf(headers),
        node.has("requestBody") ? body(document.resolve(pointer + "/requestBody")) : null,
        responses);
  }

  private void parameter(String pointer, List<HeaderSpec> headers, List<PathSpec> pathParameters) {
    JsonNode parameter = document.at(pointer);
    String name = parameter.path("name").asText();
    boolean required = parameter.path("required").asBoolean();
    String in = parameter.path("in").asText();
    if (in.equals("header")) {
      headers.add(new HeaderSpec(name, required, pointer, pointer + "/schema"));
    } else if (in.equals("path") && required) {
      pathParameters.add(new PathSpec(name, pointer + "/schema"));
    } else {
      throw new IllegalArgumentException("Unsupported parameter at " + pointer);
    }
  }

  /** Each name in braces must be a path parameter, and each path parameter must be used once. */
  private static void requireMatchingParameters(String path, List<PathSpec> parameters) {
    List<String> inBraces = new PathTemplate(path).parameters().stream().sorted().toList();
    if (!inBraces.equals(parameters.stream().map(PathSpec::name).sorted().toList())) {
      throw new IllegalArgumentException(
          "The path " + path + " does not match its parameters " + parameters);
    }
  }

  /**
   * Whether each security alternative requires a token. The client credentials flow of OAuth 2 is
   * the only supported scheme.
   */
  private boolean requiresToken(JsonNode security) {
    boolean required = !security.isEmpty();
    for (JsonNode alternative : security) {
      required &= !alternative.isEmpty();
      for (Map.Entry<String, JsonNode> scheme : alternative.properties()) {
        JsonNode flow =
            document
                .at(child("#/components/securitySchemes", scheme.getKey()))
                .at("/flows/clientCredentials");
        if (flow.isMissingNode() || !scheme.getValue().isEmpty()) {
          throw new IllegalArgumentException("Unsupported security scheme: " + scheme);
        }
      }
    }
    return required;
  }

  private BodySpec body(String pointer) {
    JsonNode node = document.at(pointer);
    Map<String, String> schemas = new LinkedHashMap<>();
    for (String mediaType : names(node.path("content"))) {
      schemas.put(mediaType, child(pointer + "/content", mediaType) + "/schema");
    }
    if (schemas.isEmpty()) {
      throw new IllegalArgumentException("The body at " + pointer + " has no media type");
    }
    return new BodySpec(node.path("required").asBoolean(), pointer + "/content", schemas);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static String child(String pointer, String property) {
    return OpenApiDocument.child(pointer, property);
  }
}
