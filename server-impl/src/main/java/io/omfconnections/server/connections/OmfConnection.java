package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OMF connection (schema {@code OmfConnection} of the contract).
 *
 * <p>The state is not stored: it is derived from two stored times and the clock. Hence no
 * background task is needed. A transition that fell due while the server was down has happened when
 * it restarts. All processes on one database agree.
 *
 * @param id a GUID that the server generated
 * @param name the name, or null
 * @param description the description, or null
 * @param clientIds the clients that are mapped to the connection, in the order of the request
 * @param createdAt the time of creation, in whole ticks of 100 ns
 * @param activeAt the time from which the connection is Active
 * @param deletedAt the time from which the connection is Deleted, or null if deletion has not been
 *     requested
 * @param owner the user or client that has every right on the connection
 * @param accessControlList the rights of all other identities
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

  /** Copies the client identifiers. */
  public OmfConnection {
    clientIds = List.copyOf(clientIds);
  }

  /** Returns the state at the given time. */
  public ConnectionState stateAt(Instant now) {
    if (deletedAt != null) {
      return now.isBefore(deletedAt) ? ConnectionState.DELETING : ConnectionState.DELETED;
    }
    return now.isBefore(activeAt) ? ConnectionState.CREATING : ConnectionState.ACTIVE;
  }

  /** Returns this connection with its state at the given time. */
  ConnectionSnapshot at(Instant now) {
    return new ConnectionSnapshot(this, stateAt(now));
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
}
