package io.omfconnections.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The OpenAPI contract: its operations, and which of them a request matches.
 *
 * <p>Documents that use unsupported features of OpenAPI are rejected, because ignoring these
 * features would check less than the contract says.
 */
public final class Contract {
  /** The name of the contract's file. */
  public static final String FILE = "omf-connections.yaml";

  private static final String RESOURCE = "/io/omfconnections/openapi/" + FILE;

  /** The part of the contract that a request's method and path match. */
  public sealed interface Match {
    /** An operation, in one version of the API. */
    record Documented(Operation operation, String version) implements Match {}

    /**
     * A documented path without an operation for the method.
     *
     * @param allowed the methods for which the path has operations
     */
    record UnknownMethod(Set<String> allowed) implements Match {}

    /** A path of the identity endpoints, which the contract does not describe. */
    record IdentityEndpoint() implements Match {}

    /**
     * A path that is not in the contract.
     *
     * @param valid whether it is a valid path according to RFC 3986
     */
    record UnknownPath(boolean valid) implements Match {}
  }

  private record Route(PathTemplate path, Operation operation, String version) {}

  private final OpenApiDocument document;
  private final ContractReader reader;
  private final String basePath;
  private final List<String> versions;
  private final List<Operation> operations;
  private final List<Route> routes;
  private final Set<String> responseHeaders;

  private Contract(JsonNode root) {
    this.document = new OpenApiDocument(root);
    this.reader = new ContractReader(document);
    JsonNode server = root.at("/servers/0");
    String url = server.path("url").asText();
    if (root.path("servers").size() != 1 || !url.endsWith("/{apiVersion}")) {
      throw new IllegalArgumentException(
          "The contract must have one server, with a URL that ends with /{apiVersion}");
    }
    this.basePath = url.substring(0, url.lastIndexOf('/'));
    List<String> names = new ArrayList<>();
    server.at("/variables/apiVersion/enum").forEach(name -> names.add(name.asText()));
    this.versions = List.copyOf(names);
    this.operations = reader.operations();
    List<Route> all = new ArrayList<>();
    for (String version : versions) {
      for (Operation operation : operations) {
        all.add(new Route(new PathTemplate(path(operation, version)), operation, version));
      }
    }
    this.routes = List.copyOf(all);
    Set<String> headers = new TreeSet<>();
    root.at("/components/headers").fieldNames().forEachRemaining(headers::add);
    this.responseHeaders = Set.copyOf(headers);
  }

  /**
   * Loads the contract from the class path.
   *
   * @throws IllegalStateException if the class path has no contract
   */
  public static Contract load() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return of(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a contract from a parsed OpenAPI 3.0 document.
   *
   * @throws IllegalArgumentException if the document is inconsistent or uses unsupported features
   */
  public static Contract of(JsonNode document) {
    return new Contract(document.deepCopy());
  }

  /** Returns the version of the contract itself, as opposed to the versions of the API. */
  public String contractVersion() {
    return document.at("#/info/version").asText();
  }

  /** Returns a copy of the whole document. */
  public JsonNode document() {
    return document.root().deepCopy();
  }

  /** Returns the versions of the API, in the order of the contract. All have all operations. */
  public List<String> versions() {
    return versions;
  }

  /** Returns the operations, in the order of the contract. */
  public List<Operation> operations() {
    return operations;
  }

  /**
   * Returns the operation with the given operationId.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Operation operation(String id) {
    return operations.stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The contract has no operation " + id));
  }

  /** Returns the path template of an operation in a version, including the base path. */
  public String path(Operation operation, String version) {
    return basePath + "/" + version + operation.path();
  }

  /**
   * Finds what a request matches.
   *
   * @param target the path and query, relative to the server's base URL
   */
  public Match match(String method, String target) {
    String path = path(target);
    if (!PathTemplate.isValid(path)) {
      return new Match.UnknownPath(false);
    }
    if (path.toLowerCase(Locale.ROOT).startsWith("/identity/")) {
      return new Match.IdentityEndpoint();
    }
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.path().matches(path)) {
        if (route.operation().method().equals(method)) {
          return new Match.Documented(route.operation(), route.version());
        }
        methods.add(route.operation().method());
      }
    }
    return methods.isEmpty() ? new Match.UnknownPath(true) : new Match.UnknownMethod(methods);
  }

  /** Returns the names of all response header fields that the contract describes. */
  public Set<String> responseHeaders() {
    return responseHeaders;
  }

  /**
   * Returns the decoded path parameters of a request, by name.
   *
   * @param target the path and query of a request that matches the operation
   */
  public Map<String, String> pathParameters(Operation operation, String target) {
    return new PathTemplate(operation.path()).values(path(target));
  }

  /**
   * Returns a response from {@code #/components/responses}, for requests that match no operation.
   *
   * @param status the status of the returned specification
   */
  public ResponseSpec sharedResponse(int status, String name) {
    return reader.response(status, "#/components/responses/" + name);
  }

  /**
   * Follows references.
   *
   * @see OpenApiDocument#resolve
   */
  public String resolve(String pointer) {
    return document.resolve(pointer);
  }

  /**
   * Returns the node at a pointer.
   *
   * @throws IllegalArgumentException if there is none
   */
  public JsonNode at(String pointer) {
    return document.at(pointer);
  }

  private static String path(String target) {
    return target.split("\\?", 2)[0];
  }
}
