package io.omfconnections.server.rest;

import io.omfconnections.generated.api.AccessControlApi;
import io.omfconnections.generated.model.AccessControlList;
import io.omfconnections.generated.model.Trustee;
import io.omfconnections.server.connections.ConnectionService;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The operations of the document "Access Control". */
final class AccessControlResource implements AccessControlApi {
  private final ConnectionService service;
  private final Call call;

  @Inject
  AccessControlResource(ConnectionService service, @Context ContainerRequestContext context) {
    this.service = service;
    this.call = Call.of(context);
  }

  @Override
  public Response getOmfConnectionAccessControlList(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.getAccessControlList(
                call.identity(), call.namespace(), omfConnectionId, call.deadline())));
  }

  @Override
  public Response updateOmfConnectionAccessControlList(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      AccessControlList body,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.updateAccessControlList(
                call.identity(),
                call.namespace(),
                omfConnectionId,
                Convert.fromModel(body),
                call.deadline())));
  }

  @Override
  public Response listOmfConnectionAccessRights(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.getAccessRights(
                call.identity(), call.namespace(), omfConnectionId, call.deadline())));
  }

  @Override
  public Response getOmfConnectionOwner(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.getOwner(call.identity(), call.namespace(), omfConnectionId, call.deadline())));
  }

  @Override
  public Response updateOmfConnectionOwner(
      String tenantId,
      String namespaceId,
      String omfConnectionId,
      Trustee body,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.updateOwner(
                call.identity(),
                call.namespace(),
                omfConnectionId,
                Convert.fromModel(body),
                call.deadline())));
  }

  @Override
  public Response getOmfConnectionsAccessControlList(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.getCollectionAccessControlList(
                call.identity(), call.namespace(), call.deadline())));
  }

  @Override
  public Response updateOmfConnectionsAccessControlList(
      String tenantId,
      String namespaceId,
      AccessControlList body,
      @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.updateCollectionAccessControlList(
                call.identity(), call.namespace(), Convert.fromModel(body), call.deadline())));
  }

  @Override
  public Response listOmfConnectionsAccessRights(
      String tenantId, String namespaceId, @Nullable String requestTimeout) {
    return call.answer(
        Convert.toModel(
            service.getCollectionAccessRights(call.identity(), call.namespace(), call.deadline())));
  }
}
