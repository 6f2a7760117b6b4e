package io.omfconnections.server.rest;

import java.util.Map;

/** Resolves the namespace in the path, and rejects callers of other tenants. */
final class NamespaceFilter implements RequestFilter {
  private static final String TENANT_ID = "tenantId";
  private static final String NAMESPACE_ID = "namespaceId";

  @Override
  public void filter(RequestContext request) {
    if (request.operation() == null) {
      return;
    }
    String tenantId = request.pathParameter(TENANT_ID);
    if (!tenantId.equals(request.identity().tenantId())) {
      throw new ApiException(
          ErrorCode.OTHER_TENANT,
          "The access token belongs to another tenant than the one in the path.",
          Map.of(TENANT_ID, "is not the tenant of the access token"));
    }
    String namespaceId = request.pathParameter(NAMESPACE_ID);
    request.namespace(
        request
            .directory()
            .namespace(tenantId, namespaceId)
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.NOT_FOUND,
                        "The tenant has no namespace " + namespaceId + ".",
                        Map.of(
                            NAMESPACE_ID,
                            "is not the identifier of a namespace: " + namespaceId))));
  }
}
