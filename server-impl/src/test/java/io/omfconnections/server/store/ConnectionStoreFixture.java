package io.omfconnections.server.store;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Base class of the tests of {@link SqlConnectionStore}. */
abstract class ConnectionStoreFixture {
  static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  static final Namespace OTHER_NAMESPACE = new Namespace("tenant", "plant-b", "administrators");
  static final Namespace OTHER_TENANT = new Namespace("other tenant", "plant-a", "administrators");
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00.1234567Z");
  static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(10);

  static ConnectionStore inMemory() {
    return new SqlConnectionStore(SqliteDatabase.inMemory(), STORAGE_TIMEOUT);
  }

  static ConnectionStore inFolder(Path folder, Duration timeout) {
    return new SqlConnectionStore(SqliteDatabase.inFolder(folder), timeout);
  }

  static <T> T write(ConnectionStore store, ConnectionStore.Work<T> work) {
    return store.write(deadline(), work);
  }

  static void insert(ConnectionStore store, OmfConnection connection) {
    write(
        store,
        transaction -> {
          transaction.insert(NAMESPACE, connection);
          return 0;
        });
  }

  static OmfConnection find(ConnectionStore store, String id, Instant now) {
    return store.read(deadline(), t -> t.find(NAMESPACE, id, now)).orElseThrow();
  }

  static List<OmfConnection> page(
      ConnectionStore store, @Nullable Position after, int limit, Instant now) {
    return store.read(deadline(), t -> t.page(NAMESPACE, after, limit, now));
  }

  static SortedSet<String> claim(ConnectionStore store, String id, String... clients) {
    return write(store, transaction -> transaction.claim(NAMESPACE, id, List.of(clients)));
  }

  static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  static OmfConnection connection(String id, Instant createdAt) {
    return new OmfConnection(
        id,
        "name",
        "description",
        List.of("c"),
        createdAt,
        createdAt.plusSeconds(1),
        null,
        new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
        AccessControlList.initial("tenant", "administrators"));
  }
}
