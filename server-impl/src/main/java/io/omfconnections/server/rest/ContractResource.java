package io.omfconnections.server.rest;

import io.omfconnections.server.connections.ConnectionService;
import jakarta.ws.rs.container.ContainerRequestContext;
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
  final RequestContext request;

  ContractResource(ConnectionService service, ContainerRequestContext context) {
    this.service = service;
    this.request = RequestContext.of(context);
  }

  /** Returns the response with the status code that the operation documents for success. */
  final Response success(Object entity) {
    Contract.Operation operation = request.operation();
    if (operation == null) {
      throw new IllegalStateException("only operations of the contract reach this resource");
    }
    return Response.status(operation.successStatus()).entity(entity).build();
  }
}
