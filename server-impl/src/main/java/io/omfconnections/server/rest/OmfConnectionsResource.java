package io.omfconnections.server.rest;

import io.omfconnections.generated.api.OmfConnectionsApi;
import io.omfconnections.generated.model.OmfConnectionCreate;
import io.omfconnections.generated.model.OmfConnectionUpdate;
import io.omfconnections.generated.model.OmfConnections;
import io.omfconnections.server.connections.ConnectionService;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The operations of the document "OMF Connections". */
final class OmfConnectionsResource implements OmfConnectionsApi {
  private final ConnectionService service;
  private final Call call;

  @Inject
  OmfConnectionsResource(ConnectionService service, @Context ContainerRequestContext context) {
    this.service = service;
    this.call = Call.of(context);
  }

  @Override
  public Response getOmfConnections(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return call.answer(
        new OmfConnections()
            .results(
                new StreamedList<>(
                    service.list(call.identity(), call.namespace(), call.deadline()),
                    Convert::toModel)));
  }

  @Override
  public Response createOmfConnection(
      String tenantId,
      String namespaceId,
      OmfConnectionCreate body,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.create(
                call.identity(),
                call.namespace(),
                body.getName(),
                body.getDescription(),
                body.getClientIds(),
                call.deadline())));
  }

  @Override
  public Response getOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.get(call.identity(), call.namespace(), omfConnectionId, call.deadline())));
  }

  @Override
  public Response updateOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      OmfConnectionUpdate body,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.update(
                call.identity(),
                call.namespace(),
                omfConnectionId,
                body.getName(),
                body.getDescription(),
                body.getClientIds(),
                call.deadline())));
  }

  @Override
  public Response deleteOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.delete(call.identity(), call.namespace(), omfConnectionId, call.deadline())));
  }
}
