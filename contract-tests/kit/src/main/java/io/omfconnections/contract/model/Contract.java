package io.omfconnections.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.HeaderSpec;
import io.omfconnections.contract.model.Operation.PathSpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contract, as the YAML has it: what operations there are, where, and what they take and
 * answer.
 *
 * <p>Reads what this project's contract uses of OpenAPI 3.0.3, and fails on what it does not
 * understand, rather than check less than the contract says.
 */
public final class Contract {
  /** The name of the contract's file. */
  public static final String FILE = "omf-connections.yaml";

  private static final String RESOURCE = "/io/omfconnections/openapi/" + FILE;

  /** The keys of a path that are methods; its other keys are not. */
  public static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /** What a request's method and address mean to the contract. */
  public sealed interface Meaning {
    /** An operation, under one of the versions. */
    record Known(Operation operation, String version) implements Meaning {}

    /** An address of the contract, with a method that it lacks. */
    record OtherMethod(Set<String> methods) implements Meaning {}

    /** An address of the identity endpoints, which the contract does not describe. */
    record Identity() implements Meaning {}

    /**
     * No address of the contract.
     *
     * @param address whether it is an address at all, as RFC 3986 says
     */
    record Outside(boolean address) implements Meaning {}
  }

  private final JsonNode document;
  private final String basePath;
  private final List<String> versions;
  private final List<Operation> operations;

  private Contract(JsonNode document) {
    this.document = document;
    JsonNode server = document.at("/servers/0");
    String url = server.path("url").asText();
    if (document.path("servers").size() != 1 || !url.endsWith("/{apiVersion}")) {
      throw new IllegalArgumentException("The contract must have one server, /…/{apiVersion}");
    }
    this.basePath = url.substring(0, url.lastIndexOf('/'));
    List<String> names = new ArrayList<>();
    server.at("/variables/apiVersion/enum").forEach(name -> names.add(name.asText()));
    this.versions = List.copyOf(names);
    this.operations = readOperations();
  }

  /** The contract that is on the class path, out of the jar of the module openapi. */
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
   * The contract that a document holds.
   *
   * @param document an OpenAPI 3.0 description, parsed
   */
  public static Contract of(JsonNode document) {
    return new Contract(document.deepCopy());
  }

  /** The contract's own version, not one of those of the API. */
  public String contractVersion() {
    return document.at("/info/version").asText();
  }

  /** The whole document; a copy. */
  public JsonNode document() {
    return document.deepCopy();
  }

  /** The versions under which every operation answers, in the contract's order. */
  public List<String> versions() {
    return versions;
  }

  /** The operations, in the contract's order. */
  public List<Operation> operations() {
    return operations;
  }

  /** The operation of that id. */
  public Operation operation(String id) {
    return operations.stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The contract has no operation " + id));
  }

  /** The path of an operation under a version, with the parameters still in braces. */
  public String path(Operation operation, String version) {
    return basePath + "/" + version + operation.path();
  }

  /** What a method and an address mean; the address from the server's base on, with its query. */
  public Meaning meaning(String method, String target) {
    String path = target.split("\\?", 2)[0];
    if (!isAddress(path)) {
      return new Meaning.Outside(false);
    }
    if (path.toLowerCase(Locale.ROOT).startsWith("/identity/")) {
      return new Meaning.Identity();
    }
    List<String> segments = segments(path);
    Set<String> methods = new TreeSet<>();
    for (String version : versions) {
      for (Operation operation : operations) {
        if (matches(segments(path(operation, version)), segments)) {
          if (operation.method().equals(method)) {
            return new Meaning.Known(operation, version);
          }
          methods.add(operation.method());
        }
      }
    }
    return methods.isEmpty() ? new Meaning.Outside(true) : new Meaning.OtherMethod(methods);
  }

  /** The header fields of responses that the contract describes. */
  public Set<String> headerNames() {
    Set<String> names = new TreeSet<>();
    document.at("/components/headers").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The identifiers in an address of the operation, decoded, by the names of the parameters. */
  public Map<String, String> identifiers(Operation operation, String target) {
    List<String> template = segments(operation.path());
    List<String> segments = segments(target.split("\\?", 2)[0]);
    Map<String, String> values = new LinkedHashMap<>();
    // From the end on: what stands before the operation's own path differs by base and version.
    int before = segments.size() - template.size();
    for (int i = 0; i < template.size(); i++) {
      String word = template.get(i);
      if (word.startsWith("{")) {
        values.put(word.substring(1, word.length() - 1), decoded(segments.get(before + i)));
      }
    }
    return values;
  }

  /** The response that stands under components, for what no operation documents. */
  public ResponseSpec sharedResponse(int status, String name) {
    return response(status, "#/components/responses/" + name);
  }

  /** Follows references until there is none. */
  public String resolve(String pointer) {
    JsonNode reference = at(pointer).path("$ref");
    return reference.isMissingNode() ? pointer : resolve(reference.asText());
  }

  /** The node at a pointer that begins with {@code #}. */
  public JsonNode at(String pointer) {
    if (!pointer.startsWith("#")) {
      throw new IllegalArgumentException("Only references inside the contract: " + pointer);
    }
    JsonNode node = document.at(pointer.substring(1));
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("The contract has nothing at " + pointer);
    }
    return node;
  }

  /** The pointer of a member. */
  public static String member(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private List<Operation> readOperations() {
    List<Operation> found = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      String pathPlace = member("#/paths", path.getKey());
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        if (METHODS.contains(entry.getKey())) {
          found.add(operation(path.getKey(), pathPlace, entry.getKey(), entry.getValue()));
        }
      }
    }
    return List.copyOf(found);
  }

  private Operation operation(String path, String pathPlace, String method, JsonNode node) {
    String place = member(pathPlace, method);
    List<HeaderSpec> headers = new ArrayList<>();
    List<PathSpec> identifiers = new ArrayList<>();
    for (String parameters : List.of(pathPlace + "/parameters", place + "/parameters")) {
      int count = document.at(parameters.substring(1)).size();
      for (int i = 0; i < count; i++) {
        parameter(resolve(parameters + "/" + i), headers, identifiers);
      }
    }
    requireParameters(path, identifiers);
    SortedMap<Integer, ResponseSpec> responses = new TreeMap<>();
    for (Map.Entry<String, JsonNode> response : node.path("responses").properties()) {
      if (!response.getKey().startsWith("x-")) {
        int status = Integer.parseInt(response.getKey());
        responses.put(status, response(status, member(place + "/responses", response.getKey())));
      }
    }
    return new Operation(
        node.path("operationId").asText(),
        method.toUpperCase(Locale.ROOT),
        path,
        place,
        requiresToken(node.has("security") ? node.path("security") : document.path("security")),
        List.copyOf(identifiers),
        List.copyOf(headers),
        node.has("requestBody") ? body(resolve(place + "/requestBody")) : null,
        responses);
  }

  private void parameter(String place, List<HeaderSpec> headers, List<PathSpec> identifiers) {
    JsonNode parameter = at(place);
    String name = parameter.path("name").asText();
    boolean required = parameter.path("required").asBoolean();
    String in = parameter.path("in").asText();
    if (in.equals("header")) {
      headers.add(new HeaderSpec(name, required, place, place + "/schema"));
    } else if (in.equals("path") && required) {
      identifiers.add(new PathSpec(name, place + "/schema"));
    } else {
      throw new IllegalArgumentException("Not understood: the parameter at " + place);
    }
  }

  /** Each name in braces is a parameter of the path, and each parameter stands there once. */
  private static void requireParameters(String path, List<PathSpec> identifiers) {
    List<String> inBraces =
        segments(path).stream()
            .filter(segment -> segment.startsWith("{"))
            .map(segment -> segment.substring(1, segment.length() - 1))
            .sorted()
            .toList();
    if (!inBraces.equals(identifiers.stream().map(PathSpec::name).sorted().toList())) {
      throw new IllegalArgumentException(
          "The path " + path + " and its parameters do not fit: " + identifiers);
    }
  }

  /** Whether each of the alternatives asks for a token; the check knows of no other scheme. */
  private boolean requiresToken(JsonNode security) {
    boolean each = !security.isEmpty();
    for (JsonNode alternative : security) {
      each &= !alternative.isEmpty();
      for (Map.Entry<String, JsonNode> scheme : alternative.properties()) {
        JsonNode flow =
            at(member("#/components/securitySchemes", scheme.getKey()))
                .at("/flows/clientCredentials");
        if (flow.isMissingNode() || !scheme.getValue().isEmpty()) {
          throw new IllegalArgumentException("Not understood: the security scheme " + scheme);
        }
      }
    }
    return each;
  }

  private ResponseSpec response(int status, String pointer) {
    String place = resolve(pointer);
    List<HeaderSpec> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : at(place).path("headers").properties()) {
      String headerPlace = resolve(member(place + "/headers", header.getKey()));
      headers.add(
          new HeaderSpec(
              header.getKey(),
              at(headerPlace).path("required").asBoolean(),
              headerPlace,
              headerPlace + "/schema"));
    }
    return new ResponseSpec(
        status, place, List.copyOf(headers), at(place).has("content") ? body(place) : null);
  }

  private BodySpec body(String place) {
    Map<String, String> schemas = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> media : at(place).path("content").properties()) {
      schemas.put(media.getKey(), member(place + "/content", media.getKey()) + "/schema");
    }
    if (schemas.isEmpty()) {
      throw new IllegalArgumentException("A body of no media type: " + place);
    }
    return new BodySpec(at(place).path("required").asBoolean(), place + "/content", schemas);
  }

  /** The segments of a path; a slash at its end is tolerated, so it makes no segment. */
  private static List<String> segments(String path) {
    String tolerated = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(tolerated.split("/", -1));
  }

  private static boolean matches(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      boolean parameter = template.get(i).startsWith("{");
      if (parameter ? segments.get(i).isEmpty() : !sameWord(template.get(i), segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameWord(String word, String segment) {
    return word.equalsIgnoreCase(decoded(segment));
  }

  private static String decoded(String segment) {
    // In a path, unlike in a form, a plus is a plus.
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static boolean isAddress(String path) {
    return path.matches("/([A-Za-z0-9\\-._~!$&'()*+,;=:@/]++|%[0-9A-Fa-f]{2})*+");
  }
}
