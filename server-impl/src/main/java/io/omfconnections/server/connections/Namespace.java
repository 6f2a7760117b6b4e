package io.omfconnections.server.connections;

/**
 * A namespace of a tenant.
 *
 * @param tenantId the identifier of the tenant
 * @param namespaceId the identifier of the namespace, unique within the tenant
 * @param administratorRoleId the identifier of the tenant's administrator role
 */
public record Namespace(String tenantId, String namespaceId, String administratorRoleId) {}
