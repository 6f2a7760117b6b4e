package io.omfconnections.server.rest;

import io.omfconnections.server.identity.TenantDirectory;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Map;

/** Lets callers of a tenant into that tenant's namespaces only. */
@PreMatching
@Priority(FilterOrder.NAMESPACE)
final class NamespaceFilter implements ContainerRequestFilter {
  private static final String TENANT_ID = "tenantId";
  private static final String NAMESPACE_ID = "namespaceId";

  private final TenantDirectory directory;

  NamespaceFilter(TenantDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void filter(ContainerRequestContext context) {
    Call call = Call.of(context);
    if (call.operation() == null) {
      return;
    }
    String tenantId = call.identifier(TENANT_ID);
    if (!tenantId.equals(call.identity().tenantId())) {
      throw new ApiException(
          ErrorCode.OTHER_TENANT,
          "The access token is not of the tenant that the address names.",
          Map.of(TENANT_ID, "is not the tenant of the access token"));
    }
    String namespaceId = call.identifier(NAMESPACE_ID);
    call.namespace(
        directory
            .namespace(tenantId, namespaceId)
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND,
                        "The tenant has no namespace " + namespaceId + ".",
                        Map.of(NAMESPACE_ID, "no namespace has the identifier " + namespaceId))));
  }
}
