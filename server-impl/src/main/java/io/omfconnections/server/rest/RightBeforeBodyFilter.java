package io.omfconnections.server.rest;

import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.Operation;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses a caller that lacks the right for the operation before the request body is read. Requests
 * without a body cost too little to be checked twice: their operation checks the right.
 */
final class RightBeforeBodyFilter implements RequestFilter {
  private static final String CONNECTION_ID = "omfConnectionId";

  /** The operations that have a body, by the {@code operationId} of the contract. */
  private static final Map<String, Operation> WITH_BODY =
      Map.of(
          "createOmfConnection", Operation.CREATE,
          "updateOmfConnection", Operation.UPDATE,
          "updateOmfConnectionAccessControlList", Operation.UPDATE_ACCESS_CONTROL_LIST,
          "updateOmfConnectionOwner", Operation.UPDATE_OWNER,
          "updateOmfConnectionsAccessControlList", Operation.UPDATE_COLLECTION_ACCESS_CONTROL_LIST);

  private final ConnectionService service;

  RightBeforeBodyFilter(ConnectionService service) {
    this.service = service;
  }

  @Override
  public void filter(RequestContext request) {
    Contract.Operation operation = request.operation();
    if (operation == null || operation.body() == null) {
      return;
    }
    Operation required =
        Optional.ofNullable(WITH_BODY.get(operation.operationId()))
            .orElseThrow(
                () -> new IllegalStateException("no right is known for " + operation.route()));
    service.requireRight(
        request.identity(),
        request.namespace(),
        required,
        required.isOnCollection() ? "" : request.pathParameter(CONNECTION_ID),
        request.deadline());
  }
}
