package io.omfconnections.server.rest;

import io.omfconnections.generated.api.AccessControlApi;
import io.omfconnections.generated.model.AccessControlList;
import io.omfconnections.generated.model.Trustee;
import io.omfconnections.server.connections.ConnectionService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Implements the operations of the document "Access Control". */
@Singleton
final class AccessControlResource extends ContractResource implements AccessControlApi {
  @Inject
  AccessControlResource(ConnectionService service) {
    super(service);
  }

  @Override
  public Response getOmfConnectionAccessControlList(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            reserved(
                service.getAccessControlList(
                    request().identity(),
                    request().namespace(),
                    omfConnectionId,
                    request().deadline()))));
  }

  @Override
  public Response updateOmfConnectionAccessControlList(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      AccessControlList body,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.updateAccessControlList(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                ModelConverter.fromModel(body),
                request().deadline())));
  }

  @Override
  public Response listOmfConnectionAccessRights(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.getAccessRights(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                request().deadline())));
  }

  @Override
  public Response getOmfConnectionOwner(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.getOwner(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                request().deadline())));
  }

  @Override
  public Response updateOmfConnectionOwner(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      Trustee body,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.updateOwner(
                request().identity(),
                request().namespace(),
                omfConnectionId,
                ModelConverter.fromModel(body),
                request().deadline())));
  }

  @Override
  public Response getOmfConnectionsAccessControlList(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            reserved(
                service.getCollectionAccessControlList(
                    request().identity(), request().namespace(), request().deadline()))));
  }

  @Override
  public Response updateOmfConnectionsAccessControlList(
      String tenantId,
      String namespaceId,
      AccessControlList body,
      @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.updateCollectionAccessControlList(
                request().identity(),
                request().namespace(),
                ModelConverter.fromModel(body),
                request().deadline())));
  }

  @Override
  public Response listOmfConnectionsAccessRights(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return success(
        ModelConverter.toModel(
            service.getCollectionAccessRights(
                request().identity(), request().namespace(), request().deadline())));
  }
}
