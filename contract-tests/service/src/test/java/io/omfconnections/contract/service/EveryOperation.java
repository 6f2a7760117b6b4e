package io.omfconnections.contract.service;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Operation;
import java.util.ArrayList;
import java.util.List;

/** What a test of faults does to every operation, under every version. */
final class EveryOperation {
  private EveryOperation() {}

  /** A right request for each, in the contract's order, to the given connection. */
  static List<Request> requests(Api api, String id) {
    List<Request> requests = new ArrayList<>();
    for (String version : Api.CONTRACT.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        requests.add(api.under(version).request(operation.id(), id));
      }
    }
    return requests;
  }

  /** Sends each and expects this status, or the other where the operation does not document it. */
  static List<Answer> answer(Api api, String id, int status, int otherwise) {
    List<Answer> answers = new ArrayList<>();
    for (String version : Api.CONTRACT.versions()) {
      for (Operation operation : Api.CONTRACT.operations()) {
        Answer answer = api.send(api.under(version).request(operation.id(), id));
        answer.expect(operation.responses().containsKey(status) ? status : otherwise);
        answers.add(answer);
      }
    }
    return answers;
  }

  /** Expects that each is done, a deletion last. */
  static void isDone(Api api, String id) {
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
