package io.omfconnections.server.identity;

import io.omfconnections.server.connections.Namespace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tenants with their namespaces and clients. Immutable: when its file changes, a new directory
 * replaces it. Each request uses one directory from its beginning to its end.
 */
public final class TenantDirectory {
  /**
   * A tenant.
   *
   * @param administratorRoleId the role that always has ManageAccessControl on the collections
   */
  public record Tenant(
      String id, List<String> namespaceIds, String administratorRoleId, List<Client> clients) {}

  /**
   * A client of the built-in issuer.
   *
   * @param secrets the checks of the client's secrets, each of which is valid
   * @param roles the identifiers of the client's roles
   * @param tokenLifetime the lifetime of the client's tokens, 60 s to 1 h
   */
  public record Client(
      String id,
      String tenantId,
      List<SecretCheck> secrets,
      List<String> roles,
      Duration tokenLifetime) {
    /** Returns the number of iterations that a comparison with all secrets costs. */
    int iterations() {
      return secrets.stream().mapToInt(SecretCheck::iterations).sum();
    }
  }

  private record NamespaceKey(String tenantId, String namespaceId) {}

  private final List<Tenant> tenants;
  private final Map<NamespaceKey, Namespace> namespaces = new HashMap<>();
  private final Map<String, Client> clients = new HashMap<>();
  private final int hashIterations;

  /** Creates a directory. The identifiers of all clients must differ. */
  public TenantDirectory(List<Tenant> tenants) {
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
    this.hashIterations = clients.values().stream().mapToInt(Client::iterations).max().orElse(0);
  }

  /**
   * Returns the largest number of iterations of a client's hashes together; 0 if no client has one.
   */
  int hashIterations() {
    return hashIterations;
  }

  /** Returns all tenants in the order of the file. */
  public List<Tenant> tenants() {
    return tenants;
  }

  /** Returns the namespace of a tenant, if it exists. */
  public Optional<Namespace> namespace(String tenantId, String namespaceId) {
    return Optional.ofNullable(namespaces.get(new NamespaceKey(tenantId, namespaceId)));
  }

  /** Returns the client, if it exists. Client identifiers are unique across all tenants. */
  public Optional<Client> client(String clientId) {
    return Optional.ofNullable(clients.get(clientId));
  }
}
