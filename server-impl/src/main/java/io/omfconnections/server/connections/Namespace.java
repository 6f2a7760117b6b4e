package io.omfconnections.server.connections;

/**
 * A namespace of a tenant, as the directory of tenants knows it.
 *
 * @param tenantId the tenant
 * @param namespaceId the namespace, unique in its tenant
 * @param administratorRoleId the tenant's administrator role
 */
public record Namespace(String tenantId, String namespaceId, String administratorRoleId) {}
