package io.omfconnections.contract.faulty;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies a connection with some of its components replaced. */
final class ConnectionBuilder {
  private final OmfConnection original;
  private @Nullable String name;
  private @Nullable String description;
  private List<String> clientIds;
  private Instant createdAt;
  private Instant activeAt;
  private @Nullable Instant deletedAt;
  private Trustee owner;
  private AccessControlList list;

  private ConnectionBuilder(OmfConnection original) {
    this.original = original;
    this.name = original.name();
    this.description = original.description();
    this.clientIds = original.clientIds();
    this.createdAt = original.createdAt();
    this.activeAt = original.activeAt();
    this.deletedAt = original.deletedAt();
    this.owner = original.owner();
    this.list = original.accessControlList();
  }

  /** Returns a builder that starts with the components of a connection. */
  static ConnectionBuilder edit(OmfConnection original) {
    return new ConnectionBuilder(original);
  }

  ConnectionBuilder name(@Nullable String value) {
    name = value;
    return this;
  }

  ConnectionBuilder description(@Nullable String value) {
    description = value;
    return this;
  }

  ConnectionBuilder clientIds(List<String> value) {
    clientIds = value;
    return this;
  }

  ConnectionBuilder createdAt(Instant value) {
    createdAt = value;
    return this;
  }

  ConnectionBuilder activeAt(Instant value) {
    activeAt = value;
    return this;
  }

  ConnectionBuilder deletedAt(@Nullable Instant value) {
    deletedAt = value;
    return this;
  }

  ConnectionBuilder owner(Trustee value) {
    owner = value;
    return this;
  }

  ConnectionBuilder list(AccessControlList value) {
    list = value;
    return this;
  }

  OmfConnection build() {
    return new OmfConnection(
        original.id(), name, description, clientIds, createdAt, activeAt, deletedAt, owner, list);
  }
}
