package io.omfconnections.server.identity;

import io.omfconnections.server.connections.Namespace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenants, with their namespaces, roles and clients. Read once, at the start. */
public final class TenantDirectory {
  /**
   * A tenant.
   *
   * @param administratorRoleId the one role that is never locked out
   */
  public record Tenant(
      String id, List<String> namespaceIds, String administratorRoleId, List<Client> clients) {}

  /**
   * A client that the built-in issuer gives tokens to.
   *
   * @param secret how its secret is checked
   * @param roles the identifiers of its roles
   * @param tokenLifetime how long its tokens live, 60 s to 1 h
   */
  public record Client(
      String id, String tenantId, SecretCheck secret, List<String> roles, Duration tokenLifetime) {}

  private record NamespaceKey(String tenantId, String namespaceId) {}

  private final List<Tenant> tenants;
  private final Map<NamespaceKey, Namespace> namespaces = new HashMap<>();
  private final Map<String, Client> clients = new HashMap<>();

  TenantDirectory(List<Tenant> tenants) {
    this.tenants = List.copyOf(tenants);
    for (Tenant tenant : tenants) {
      for (String namespaceId : tenant.namespaceIds()) {
        namespaces.put(
            new NamespaceKey(tenant.id(), namespaceId),
            new Namespace(tenant.id(), namespaceId, tenant.administratorRoleId()));
      }
      for (Client client : tenant.clients()) {
        clients.put(client.id(), client);
      }
    }
  }

  /** All tenants, in the order of the file. */
  public List<Tenant> tenants() {
    return tenants;
  }

  /** The namespace of a tenant. */
  public Optional<Namespace> namespace(String tenantId, String namespaceId) {
    return Optional.ofNullable(namespaces.get(new NamespaceKey(tenantId, namespaceId)));
  }

  /** The client with this identifier; identifiers of clients are unique among all tenants. */
  public Optional<Client> client(@Nullable String clientId) {
    return Optional.ofNullable(clientId == null ? null : clients.get(clientId));
  }
}
