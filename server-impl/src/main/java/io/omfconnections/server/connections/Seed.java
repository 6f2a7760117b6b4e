package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data that a database has after its first start, and after a reset.
 *
 * @param collections the connections of namespaces, each of which occurs once
 */
public record Seed(List<Collection> collections) {
  /** No connections. */
  public static final Seed NONE = new Seed(List.of());

  /** Copies the collections. */
  public Seed {
    collections = List.copyOf(collections);
  }

  /** Returns the number of connections. */
  public int size() {
    return collections.stream().mapToInt(each -> each.connections.size()).sum();
  }

  /**
   * A connection.
   *
   * @param id the identifier, a GUID
   * @param createdAt the time of creation, or null for the time at which it is written
   * @param state any state but Deleted
   * @param accessControlList the access control list, or null for that of the collection
   */
  public record Connection(
      String id,
      @Nullable String name,
      @Nullable String description,
      List<String> clientIds,
      @Nullable Instant createdAt,
      ConnectionState state,
      Trustee owner,
      @Nullable AccessControlList accessControlList) {}

  /** The connections of a namespace. They satisfy the same rules as connections in requests. */
  public static final class Collection {
    private final Namespace namespace;
    private final AccessControlList accessControlList;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> claimed = new HashSet<>();

    /**
     * Creates a collection without connections.
     *
     * @param accessControlList the access control list of the collection, or null for that of a new
     *     namespace
     */
    public Collection(Namespace namespace, @Nullable AccessControlList accessControlList) {
      this.namespace = namespace;
      this.accessControlList =
          accessControlList == null
              ? AccessControlList.initial(namespace.tenantId(), namespace.administratorRoleId())
              : accessControlList;
    }

    /**
     * Adds a connection. Its owner gets the tenant of the namespace.
     *
     * @throws OperationException INVALID if the identifier, a client or the owner is not possible;
     *     the parameters name the property
     */
    public void add(Connection added) {
      if (ids.contains(added.id)) {
        throw invalid("Id", "Another OMF connection of the namespace has this identifier.");
      }
      if (added.state == ConnectionState.DELETED) {
        throw invalid("State", "A Deleted OMF connection does not exist: leave it out.");
      }
      Validation.requireDistinct(added.clientIds);
      Validation.requireUnclaimed(added.clientIds, claimed);
      Connection connection =
          new Connection(
              added.id,
              added.name,
              added.description,
              List.copyOf(added.clientIds),
              added.createdAt,
              added.state,
              owner(added.owner),
              added.accessControlList);
      ids.add(connection.id);
      claimed.addAll(connection.clientIds);
      connections.add(connection);
    }

    private Trustee owner(Trustee owner) {
      try {
        return Validation.requireOwner(owner, namespace);
      } catch (OperationException e) {
        Map.Entry<String, String> first = e.parameters().entrySet().iterator().next();
        throw invalid("Owner." + first.getKey(), first.getValue());
      }
    }

    private static OperationException invalid(String property, String reason) {
      return new OperationException(
          OperationException.Kind.INVALID, reason, Map.of(property, reason));
    }

    Namespace namespace() {
      return namespace;
    }

    AccessControlList accessControlList() {
      return accessControlList;
    }

    List<Connection> connections() {
      return Collections.unmodifiableList(connections);
    }
  }
}
