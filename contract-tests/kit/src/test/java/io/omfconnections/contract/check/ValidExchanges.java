package io.omfconnections.contract.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.HeaderSpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges that follow the contract, made from its own examples: one for each operation, version,
 * documented status and example of a response.
 */
public final class ValidExchanges {
  /** The access token of all requests. */
  public static final String TOKEN = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzb21lb25lIn0.c2lnbmF0dXJl";

  private final Contract contract;
  private final Map<String, Exchange> all = new LinkedHashMap<>();

  /** Uses the examples of the given contract. */
  public ValidExchanges(Contract contract) {
    this.contract = contract;
    for (String version : contract.versions()) {
      for (Operation operation : contract.operations()) {
        for (ResponseSpec response : operation.responses().values()) {
          for (Map.Entry<String, JsonNode> example : examples(response.body()).entrySet()) {
            String name =
                operation.id() + " " + version + " " + response.status() + " " + example.getKey();
            all.put(
                name,
                new Exchange(
                    request(operation, version, response.status()),
                    response(response, example.getValue())));
          }
        }
      }
    }
  }

  /** Returns all exchanges, by names that start with operation, version and status. */
  public Map<String, Exchange> all() {
    return Collections.unmodifiableMap(all);
  }

  /** Returns the exchange with the first example for a status of an operation in version v1. */
  public Exchange of(String operationId, int status) {
    return all.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(operationId + " v1 " + status + " "))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the examples of a body, by name; none if there is no body. */
  public Map<String, JsonNode> examples(@Nullable BodySpec body) {
    Map<String, JsonNode> examples = new LinkedHashMap<>();
    if (body == null) {
      return examples;
    }
    for (String schema : body.schemas().values()) {
      String media = OpenApiDocument.parent(schema);
      for (String name : names(contract.at(media).path("examples"))) {
        String pointer = contract.resolve(OpenApiDocument.child(media + "/examples", name));
        examples.put(name, contract.at(pointer).path("value"));
      }
    }
    return examples;
  }

  private Request request(Operation operation, String version, int status) {
    String target = contract.path(operation, version);
    for (String name : List.of("tenantId", "namespaceId", "omfConnectionId")) {
      JsonNode example = contract.at("#/components/parameters/" + name + "/example");
      target = target.replace("{" + name + "}", example.asText());
    }
    Request request =
        Request.of(operation.method(), target).withHeader("Authorization", "Bearer " + TOKEN);
    BodySpec body = operation.requestBody();
    if (body == null) {
      return request;
    }
    return request
        .withHeader("Content-Type", status == 415 ? "text/plain" : "application/json")
        .withBody(examples(body).values().iterator().next().toString());
  }

  private Response response(ResponseSpec spec, JsonNode example) {
    String operationId =
        example.path("OperationId").asText(UUID.nameUUIDFromBytes(new byte[0]).toString());
    Headers headers =
        Headers.none().plus("Operation-Id", operationId).plus("Content-Type", "application/json");
    for (HeaderSpec header : spec.headers()) {
      headers =
          headers.all(header.name()).isEmpty()
              ? headers.plus(header.name(), contract.at(header.pointer()).path("example").asText())
              : headers;
    }
    return new Response(spec.status(), headers, Body.of(example.toString()));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
