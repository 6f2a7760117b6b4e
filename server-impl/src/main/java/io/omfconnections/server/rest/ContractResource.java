package io.omfconnections.server.rest;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionSnapshot;
import jakarta.ws.rs.core.Response;

/**
 * Base class of the resources that implement the operations of the contract.
 *
 * <p>The generated interfaces pass {@code tenantId}, {@code namespaceId} and {@code requestTimeout}
 * as strings. The resources do not use them: the filters have validated them, and {@link
 * RequestContext} holds the namespace and the deadline that result.
 */
abstract class ContractResource {
  final ConnectionService service;

  ContractResource(ConnectionService service) {
    this.service = service;
  }

  /** Returns the context of the request that this thread processes. */
  final RequestContext request() {
    return RequestContext.current();
  }

  /**
   * Reserves the memory that a connection occupies while it is written: a client may read it
   * slowly. Fails if there is no memory left, so an operation that changes something calls it
   * before the commit. Further calls reserve only what is missing.
   *
   * @return the connection
   * @throws ApiException SERVICE_UNAVAILABLE
   */
  final ConnectionSnapshot reserved(ConnectionSnapshot connection) {
    request().reserveForResponse(ResponseSize.of(connection.connection()));
    return connection;
  }

  /** As {@link #reserved(ConnectionSnapshot)}, for an access control list. */
  final AccessControlList reserved(AccessControlList list) {
    request().reserveForResponse(ResponseSize.of(list));
    return list;
  }

  /** Returns the response with the status code that the operation documents for success. */
  final Response success(Object entity) {
    Contract.Operation operation = request().operation();
    if (operation == null) {
      throw new IllegalStateException("only operations of the contract reach this resource");
    }
    return Response.status(operation.successStatus()).entity(entity).build();
  }
}
