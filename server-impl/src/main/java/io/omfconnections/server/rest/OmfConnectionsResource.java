package io.omfconnections.server.rest;

import io.omfconnections.generated.api.OmfConnectionsApi;
import io.omfconnections.generated.model.OmfConnectionCreate;
import io.omfconnections.generated.model.OmfConnectionUpdate;
import io.omfconnections.generated.model.OmfConnections;
import io.omfconnections.server.connections.ConnectionService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Implements the operations of the document "OMF Connections". */
@Singleton
final class OmfConnectionsResource extends ContractResource implements OmfConnectionsApi {
  @Inject
  OmfConnectionsResource(ConnectionService service) {
    super(service);
  }

  @Override
  public Response getOmfConnections(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return success(
        new OmfConnections()
            .results(
                new StreamedList<>(
                    service.list(request().identity(), request().namespace(), request().deadline()),
                    new ListReservation(request().memory())::toModel)));
  }

  @Override
  public Response createOmfConnection(
      String tenantId,
      String namespaceId,
      OmfConnectionCreate body,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.create(
                request().identity(),
                request().namespace(),
                body.getName(),
                body.getDescription(),
                body.getClientIds(),
                request().deadline())));
  }

  @Override
  public Response getOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            reserved(
                service.get(
                    request().identity(),
                    request().namespace(),
                    omfConnectionId,
                    request().deadline()))));
  }

  @Override
  public Response updateOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      OmfConnectionUpdate body,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.update(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                body.getName(),
                body.getDescription(),
                body.getClientIds(),
                request().deadline())));
  }

  @Override
  public Response deleteOmfConnection(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.delete(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                this::reserved,
                request().deadline())));
  }
}
