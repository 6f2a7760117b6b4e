package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OMF connection (document: OmfConnection).
 *
 * <p>Its state is not a stored fact but follows from two stored moments and the clock. So a
 * lifecycle step needs nobody to carry it out: one that fell due while the process was down has
 * happened when it is back, and all processes on one database agree.
 *
 * @param id a GUID that the server made
 * @param name the user's name for it, or null
 * @param description the user's description, or null
 * @param clientIds the clients that it is mapped to, in the order in which they were given
 * @param createdAt when it was created, in whole ticks of 100 ns
 * @param activeAt from when on it is Active
 * @param deletedAt from when on it is Deleted, once its deletion was asked for; else null
 * @param owner a user or a client, who has every right on it
 * @param accessControlList what others may do with it
 */
public record OmfConnection(
    String id,
    @Nullable String name,
    @Nullable String description,
    List<String> clientIds,
    Instant createdAt,
    Instant activeAt,
    @Nullable Instant deletedAt,
    Trustee owner,
    AccessControlList accessControlList) {

  /** Keeps a copy of the client identifiers. */
  public OmfConnection {
    clientIds = List.copyOf(clientIds);
  }

  /** The state at the given moment. */
  public ConnectionState stateAt(Instant now) {
    if (deletedAt != null) {
      return now.isBefore(deletedAt) ? ConnectionState.DELETING : ConnectionState.DELETED;
    }
    return now.isBefore(activeAt) ? ConnectionState.CREATING : ConnectionState.ACTIVE;
  }

  OmfConnection withContent(
      @Nullable String newName, @Nullable String newDescription, List<String> newClientIds) {
    return new OmfConnection(
        id,
        newName,
        newDescription,
        newClientIds,
        createdAt,
        activeAt,
        deletedAt,
        owner,
        accessControlList);
  }

  OmfConnection withDeletedAt(Instant newDeletedAt) {
    return new OmfConnection(
        id,
        name,
        description,
        clientIds,
        createdAt,
        activeAt,
        newDeletedAt,
        owner,
        accessControlList);
  }

  OmfConnection withOwner(Trustee newOwner) {
    return new OmfConnection(
        id,
        name,
        description,
        clientIds,
        createdAt,
        activeAt,
        deletedAt,
        newOwner,
        accessControlList);
  }

  OmfConnection withAccessControlList(AccessControlList newList) {
    return new OmfConnection(
        id, name, description, clientIds, createdAt, activeAt, deletedAt, owner, newList);
  }
}
