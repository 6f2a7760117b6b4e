package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.ADDED;
import static io.omfconnections.contract.mutants.MutantCollector.HEADERS;
import static io.omfconnections.contract.mutants.MutantCollector.PARAMETERS;
import static io.omfconnections.contract.mutants.MutantCollector.REQUEST_BODIES;
import static io.omfconnections.contract.mutants.MutantCollector.RESPONSES;
import static io.omfconnections.contract.mutants.MutantCollector.SCHEMAS;
import static io.omfconnections.contract.mutants.MutantCollector.reference;
import static io.omfconnections.contract.mutants.MutantCollector.rename;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;

/** Mutates responses, request bodies, header fields and parameters, but not inside schemas. */
final class MessageMutants {
  private final MutantCollector mutants;

  MessageMutants(MutantCollector mutants) {
    this.mutants = mutants;
  }

  /** Mutates all messages, header fields and parameters under {@code #/components}. */
  void addComponents() {
    for (String name : mutants.names(RESPONSES)) {
      response(OpenApiDocument.child(RESPONSES, name));
    }
    for (String name : mutants.names(REQUEST_BODIES)) {
      String body = REQUEST_BODIES + "/" + name;
      mutants.add(
          "request body made optional", body, "required", node -> node.put("required", false));
      content("request", body);
    }
    for (String name : mutants.names(HEADERS)) {
      mutants.add(
          "response header made optional",
          HEADERS + "/" + name,
          "required",
          node -> node.put("required", false));
    }
    for (String name : mutants.names(PARAMETERS)) {
      parameter(PARAMETERS + "/" + name);
    }
  }

  /** Mutates the response at a pointer. */
  void response(String response) {
    content("response", response);
    mutants.remove("response body removed", response, "content");
    for (String header : mutants.names(response + "/headers")) {
      mutants.add(
          "response header removed", response, header, node -> headers(node).remove(header));
      mutants.add(
          "response header renamed",
          response,
          header,
          node -> rename(headers(node), header, header + "x"));
    }
    for (String header : mutants.names(HEADERS)) {
      if (!mutants.find(response + "/headers").has(header)) {
        mutants.add(
            "response header added",
            response,
            header,
            node -> headers(node).set(header, reference(HEADERS + "/" + header)));
      }
    }
    mutants.add(
        "optional response header added",
        response,
        ADDED,
        node -> headers(node).putObject(ADDED).putObject("schema").put("type", "string"));
  }

  private static ObjectNode headers(ObjectNode response) {
    return (ObjectNode) response.path("headers");
  }

  private void content(String message, String pointer) {
    String content = pointer + "/content";
    for (String type : mutants.names(content)) {
      mutants.add(
          message + " media type changed",
          content,
          type + " to text/json",
          node -> rename(node, type, "text/json"));
      mutants.remove(message + " media type removed", content, type);
      mutants.add(
          message + " media type added",
          content,
          "text/plain",
          node -> node.set("text/plain", node.path(type).deepCopy()));
      String media = OpenApiDocument.child(content, type);
      for (String schema : mutants.names(SCHEMAS)) {
        mutants.add(
            message + " body schema replaced",
            media,
            "by " + schema,
            node -> node.set("schema", reference(SCHEMAS + "/" + schema)));
        mutants.add(
            message + " body made an array",
            media,
            "of " + schema,
            node -> {
              ObjectNode array = node.putObject("schema").put("type", "array");
              array.set("items", reference(SCHEMAS + "/" + schema));
            });
      }
      mutants.add(
          message + " body schema removed",
          media,
          "any value is valid",
          node -> node.putObject("schema"));
    }
  }

  private void parameter(String parameter) {
    boolean header = mutants.find(parameter).path("in").asText().equals("header");
    mutants.add(
        "parameter renamed",
        parameter,
        "name",
        node -> node.put("name", node.path("name").asText() + "x"));
    mutants.add("parameter moved", parameter, "to the query", node -> node.put("in", "query"));
    mutants.add(
        header ? "header parameter made required" : "path parameter made optional",
        parameter,
        "required",
        node -> node.put("required", header));
  }
}
