package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.FactNames.ABSENT;
import static io.omfconnections.contract.mutants.FactNames.BODY;
import static io.omfconnections.contract.mutants.FactNames.HEADER;
import static io.omfconnections.contract.mutants.FactNames.NO_BODY;
import static io.omfconnections.contract.mutants.FactNames.NO_TOKEN;
import static io.omfconnections.contract.mutants.FactNames.PRESENT;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The facts that a contract requires a set of exchanges to show: each status in each API version;
 * each value, limit and omission that it allows in requests; each property, header field and value
 * that it allows in responses.
 *
 * <p>Requests of each operation must show everything that the operation accepts. What a schema
 * allows in responses may be shown by any response with this schema: not every operation can
 * produce every value.
 */
final class CoverageRequirements {
  private final OpenApiDocument document;
  private final Map<String, Set<String>> requirements = new TreeMap<>();

  private CoverageRequirements(OpenApiDocument document) {
    this.document = document;
  }

  /**
   * Returns the requirements of a contract.
   *
   * @return the facts that satisfy a requirement, of which any one is sufficient, by requirement
   */
  static Map<String, Set<String>> of(JsonNode contract) {
    CoverageRequirements all = new CoverageRequirements(new OpenApiDocument(contract));
    all.document.operations().forEach(all::operation);
    all.tokenUrls();
    return all.requirements;
  }

  private void require(String fact) {
    require(fact, fact);
  }

  private void require(String requirement, String fact) {
    requirements.computeIfAbsent(requirement, key -> new TreeSet<>()).add(fact);
  }

  private void tokenUrls() {
    for (JsonNode scheme : document.find("#/components/securitySchemes")) {
      require(FactNames.token(scheme.at("/flows/clientCredentials/tokenUrl").asText()));
    }
  }

  private void operation(PathOperation operation) {
    String name = FactNames.operation(operation.method(), operation.path());
    String responses = operation.pointer() + "/responses";
    for (Map.Entry<String, JsonNode> response : document.find(responses).properties()) {
      if (!response.getKey().startsWith("x-")) {
        int status = Integer.parseInt(response.getKey());
        for (JsonNode version : document.find("#/servers/0/variables/apiVersion/enum")) {
          require(FactNames.statusCase(name, version.asText(), status));
        }
        response(
            FactNames.response(name, status),
            document.resolve(OpenApiDocument.child(responses, response.getKey())));
      }
    }
    request(FactNames.accepted(name), operation);
  }

  private void request(String prefix, PathOperation operation) {
    String pointer = operation.pointer();
    if (isTokenOptional(pointer)) {
      require(prefix + NO_TOKEN);
    }
    for (String list : List.of(operation.pathPointer(), pointer)) {
      for (int i = 0; i < document.find(list + "/parameters").size(); i++) {
        String parameter = document.resolve(list + "/parameters/" + i);
        JsonNode node = document.at(parameter);
        if (node.path("in").asText().equals("header")) {
          header(new Request(prefix), prefix, node.path("name").asText(), parameter);
        }
      }
    }
    boolean hasBody = document.at(pointer).has("requestBody");
    String body = hasBody ? document.resolve(pointer + "/requestBody") : pointer + "/requestBody";
    if (!document.find(body).path("required").asBoolean()) {
      require(prefix + NO_BODY);
    }
    body(new Request(prefix), prefix, body);
  }

  private boolean isTokenOptional(String operation) {
    JsonNode own = document.at(operation).path("security");
    JsonNode security = own.isMissingNode() ? document.find("#/security") : own;
    boolean optional = security.isEmpty();
    for (JsonNode alternative : security) {
      optional |= alternative.isEmpty();
    }
    return optional;
  }

  private void response(String prefix, String response) {
    Response message = new Response(prefix);
    String headers = response + "/headers";
    for (String name : MutantCollector.names(document.find(headers))) {
      header(message, prefix, name, document.resolve(OpenApiDocument.child(headers, name)));
    }
    body(message, prefix, response);
  }

  private void header(SchemaRequirements.Message message, String prefix, String name, String at) {
    require(prefix + HEADER + name, prefix + HEADER + name + " " + PRESENT);
    if (!document.at(at).path("required").asBoolean()) {
      message.allows(at, HEADER + name, ABSENT);
    }
    new SchemaRequirements(document, message).schema(at + "/schema", HEADER + name);
  }

  private void body(SchemaRequirements.Message message, String prefix, String at) {
    String content = at + "/content";
    for (String type : MutantCollector.names(document.find(content))) {
      require(prefix + FactNames.mediaType(type));
      new SchemaRequirements(document, message)
          .schema(OpenApiDocument.child(content, type) + "/schema", BODY);
    }
  }

  /** Requires each operation's requests to show everything that the schemas allow. */
  private final class Request implements SchemaRequirements.Message {
    private final String prefix;

    private Request(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void allows(String schema, String path, String fact) {
      require(prefix + path + " " + fact);
    }

    @Override
    public void allowsInRequests(String schema, String path, String fact) {
      allows(schema, path, fact);
    }

    @Override
    public void property(String path) {
      // The required values include the property.
    }

    @Override
    public boolean mayHaveUnknownProperties() {
      return true;
    }
  }

  /** Requires some response with the schema to show what the schema allows. */
  private final class Response implements SchemaRequirements.Message {
    private final String prefix;

    private Response(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void allows(String schema, String path, String fact) {
      require("some response: " + schema + " " + fact, prefix + path + " " + fact);
    }

    @Override
    public void property(String path) {
      require(prefix + path, prefix + path + " " + PRESENT);
    }

    @Override
    public boolean mayHaveUnknownProperties() {
      return false;
    }
  }
}
