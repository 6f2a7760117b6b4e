package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.ADDED;
import static io.omfconnections.contract.mutants.MutantCollector.JSON;
import static io.omfconnections.contract.mutants.MutantCollector.PARAMETERS;
import static io.omfconnections.contract.mutants.MutantCollector.REQUEST_BODIES;
import static io.omfconnections.contract.mutants.MutantCollector.RESPONSES;
import static io.omfconnections.contract.mutants.MutantCollector.array;
import static io.omfconnections.contract.mutants.MutantCollector.reference;
import static io.omfconnections.contract.mutants.MutantCollector.rename;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import java.util.List;

/** Mutates an operation: its method, security, parameters, request body and responses. */
final class OperationMutants {
  private static final int[] STATUSES = {
    200, 201, 202, 204, 301, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415,
    422, 429, 500, 501, 502, 503, 504
  };

  private final MutantCollector mutants;
  private final PathOperation operation;
  private final String pointer;

  OperationMutants(MutantCollector mutants, PathOperation operation) {
    this.mutants = mutants;
    this.operation = operation;
    this.pointer = operation.pointer();
  }

  void add() {
    methods();
    security();
    parameters();
    requestBody();
    responses();
  }

  private void methods() {
    String method = operation.method();
    String path = operation.pathPointer();
    mutants.remove("operation removed", path, method);
    for (String other : List.of("get", "put", "post", "delete", "patch")) {
      if (!mutants.find(path).has(other)) {
        mutants.add(
            "method changed", path, method + " to " + other, node -> rename(node, method, other));
        mutants.add(
            "operation added",
            path,
            other + " like " + method,
            node -> node.set(other, node.path(method).deepCopy()));
      }
    }
  }

  private void security() {
    mutants.add(
        "security removed", pointer, "of this operation", node -> node.putArray("security"));
    mutants.add(
        "security made optional",
        pointer,
        "of this operation",
        node -> {
          ArrayNode alternatives = node.putArray("security");
          alternatives.addObject();
          alternatives.addAll((ArrayNode) mutants.find("#/security").deepCopy());
        });
  }

  private void parameters() {
    for (int i = 0; i < mutants.find(pointer + "/parameters").size(); i++) {
      int index = i;
      mutants.add(
          "header parameter removed",
          pointer,
          "index " + i,
          node -> array(node, "parameters").remove(index));
      for (String other : mutants.names(PARAMETERS)) {
        mutants.add(
            "parameter replaced",
            pointer,
            "index " + i + " by " + other,
            node -> array(node, "parameters").set(index, reference(PARAMETERS + "/" + other)));
      }
    }
    mutants.add(
        "header parameter added",
        pointer,
        ADDED,
        node -> array(node, "parameters").add(headerParameter(false)));
    mutants.add(
        "required header parameter added",
        pointer,
        ADDED,
        node -> array(node, "parameters").add(headerParameter(true)));
  }

  private static ObjectNode headerParameter(boolean required) {
    ObjectNode parameter =
        JSON.objectNode().put("name", ADDED).put("in", "header").put("required", required);
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }

  private void requestBody() {
    boolean exists = mutants.find(pointer).has("requestBody");
    if (exists) {
      mutants.remove("request body removed", pointer, "requestBody");
    }
    for (String body : mutants.names(REQUEST_BODIES)) {
      mutants.add(
          exists ? "request body replaced" : "request body added",
          pointer,
          body,
          node -> node.set("requestBody", reference(REQUEST_BODIES + "/" + body)));
      if (!exists) {
        mutants.add(
            "optional request body added",
            pointer,
            body,
            node -> {
              ObjectNode optional = mutants.find(REQUEST_BODIES + "/" + body).deepCopy();
              node.set("requestBody", optional.put("required", false));
            });
      }
    }
  }

  private void responses() {
    String responses = pointer + "/responses";
    List<String> documented = mutants.names(responses);
    for (String status : documented) {
      mutants.remove("status removed", responses, status);
      for (int other : STATUSES) {
        // Confusing two statuses of a class is the likeliest mistake, and the hardest to detect.
        boolean sameClass = status.charAt(0) == String.valueOf(other).charAt(0);
        if (sameClass && !documented.contains(String.valueOf(other))) {
          mutants.add(
              "status changed",
              responses,
              status + " to " + other,
              node -> rename(node, status, String.valueOf(other)));
        }
      }
      for (String shared : mutants.names(RESPONSES)) {
        mutants.add(
            "response replaced",
            responses,
            status + " by " + shared,
            node -> node.set(status, reference(RESPONSES + "/" + shared)));
      }
    }
    for (int status : STATUSES) {
      String added = String.valueOf(status);
      if (!documented.contains(added)) {
        mutants.add(
            "status added",
            responses,
            added,
            node -> node.set(added, reference(RESPONSES + "/NotFound")));
      }
    }
    for (String status : documented) {
      String response = OpenApiDocument.child(responses, status);
      if (!mutants.find(response).has("$ref")) {
        new MessageMutants(mutants).response(response);
      }
    }
  }
}
