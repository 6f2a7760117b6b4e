package io.omfconnections.contract.service;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.model.Operation;
import java.util.ArrayList;
import java.util.List;

/** Valid requests of all operations under all versions, to one connection. */
final class AllOperations {
  private AllOperations() {}

  /** Creates the requests, in the order of the contract. */
  static List<Request> requests(Api api, String id) {
    List<Request> requests = new ArrayList<>();
    for (String version : Api.CONTRACT.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        requests.add(api.under(version).request(operation.id(), id));
      }
    }
    return requests;
  }

  /**
   * Sends the requests and expects the given status code, or the fallback from operations that do
   * not document it.
   *
   * @return the responses, in the order of the contract
   */
  static List<ApiResponse> expect(Api api, String id, int status, int fallback) {
    List<ApiResponse> responses = new ArrayList<>();
    for (String version : Api.CONTRACT.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        ApiResponse response = api.send(api.under(version).request(operation.id(), id));
        response.expect(operation.responses().containsKey(status) ? status : fallback);
        responses.add(response);
      }
    }
    return responses;
  }

  /** Sends the requests, a deletion last, and expects that all succeed. */
  static void expectSuccess(Api api, String id) {
    List<Request> deletions = new ArrayList<>();
    for (Request request : requests(api, id)) {
      if (request.method().equals("DELETE")) {
        deletions.add(request);
      } else {
        api.send(request).expect(200, 202);
      }
    }
    api.send(deletions.get(0)).expect(202);
  }
}
