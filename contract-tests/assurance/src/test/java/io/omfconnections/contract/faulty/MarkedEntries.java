package io.omfconnections.contract.faulty;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Entries that a fault adds to the access control lists that the service reads.
 *
 * <p>They change the service's decisions, but callers must not see them. So each is marked with a
 * bit that is not an access right: marked entries are never written to the store, and the proxy
 * removes them from responses.
 */
final class MarkedEntries {
  private static final int ALL = 31;
  private static final int MARK = 64;
  private static final int MARKED = ALL | MARK;

  private MarkedEntries() {}

  /** Returns a marked entry with every right. */
  static AccessControlEntry entry(Trustee trustee, AccessType type) {
    return new AccessControlEntry(trustee, type, new AccessRights(MARKED));
  }

  /** Adds marked entries to the list of each connection that is read. */
  static Fault addedTo(BiFunction<Namespace, OmfConnection, Stream<AccessControlEntry>> added) {
    return StoreChanges.transactions(
            transaction ->
                new ForwardingTransaction(transaction) {
                  @Override
                  OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                    return ConnectionBuilder.edit(connection)
                        .list(
                            plus(
                                connection.accessControlList(), added.apply(namespace, connection)))
                        .build();
                  }

                  @Override
                  public void update(Namespace namespace, OmfConnection connection) {
                    delegate.update(namespace, removedFrom(connection));
                  }
                })
        .hiddenBy(hidden());
  }

  /** Returns the list with more entries. */
  static AccessControlList plus(AccessControlList list, Stream<AccessControlEntry> entries) {
    return new AccessControlList(Stream.concat(list.entries().stream(), entries).toList());
  }

  /** Returns the connection without marked entries. */
  static OmfConnection removedFrom(OmfConnection connection) {
    return ConnectionBuilder.edit(connection)
        .list(
            new AccessControlList(
                connection.accessControlList().entries().stream()
                    .filter(entry -> entry.accessRights().mask() != MARKED)
                    .toList()))
        .build();
  }

  /** Removes marked entries from responses. */
  static Fault hidden() {
    return MessageChanges.withoutElements(
        "RoleTrusteeAccessControlEntries", entry -> entry.path("AccessRights").asInt() == MARKED);
  }
}
