package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.server.TestClock;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException.Kind;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Base class of the tests of {@link ConnectionService}: a service on a database in memory. */
abstract class ConnectionServiceFixture {
  static final Duration PROVISIONING = Duration.ofSeconds(2);
  static final Duration DELETION = Duration.ofSeconds(5);
  static final Duration TICK = Duration.ofNanos(100);

  static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  static final Namespace OTHER_NAMESPACE = new Namespace("tenant", "plant-b", "administrators");
  static final Identity ADMINISTRATOR =
      new Identity(TrusteeType.CLIENT, "admin", "tenant", Set.of("administrators"));
  static final Identity OPERATOR =
      new Identity(TrusteeType.CLIENT, "operator", "tenant", Set.of("operators"));

  final TestClock clock = new TestClock("2026-01-01T00:00:00.123456789Z");
  final SqliteDatabase database = SqliteDatabase.inMemory();
  final ConnectionStore store = new SqlConnectionStore(database, Duration.ofSeconds(10));
  final ConnectionService service = service(PROVISIONING, DELETION);

  @AfterEach
  void close() {
    store.close();
  }

  ConnectionService service(Duration provisioning, Duration deletion) {
    return new ConnectionService(store, new ConnectionDelays(provisioning, deletion), clock);
  }

  OmfConnection create(String... clientIds) {
    return service
        .create(ADMINISTRATOR, NAMESPACE, "name", "description", List.of(clientIds), deadline())
        .connection();
  }

  ConnectionSnapshot update(String id, @Nullable String name, String... clientIds) {
    return service.update(ADMINISTRATOR, NAMESPACE, id, name, null, List.of(clientIds), deadline());
  }

  ConnectionSnapshot get(String id) {
    return service.get(ADMINISTRATOR, NAMESPACE, id, deadline());
  }

  /** Deletes the connection, and returns the time from which it is Deleted. */
  Instant delete(String id) {
    return Objects.requireNonNull(
        service
            .delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, deadline())
            .connection()
            .deletedAt());
  }

  List<String> listIds(Identity identity) {
    List<String> ids = new ArrayList<>();
    service
        .list(identity, NAMESPACE, deadline())
        .forEach(snapshot -> ids.add(snapshot.connection().id()));
    return ids;
  }

  int rows(String table) throws SQLException {
    try (Connection connection = database.readers().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return result.getInt(1);
    }
  }

  /** Returns the text that names the missing right. */
  static String missingRight(ThrowingCallable operation) {
    OperationException exception = exceptionOf(operation);
    assertThat(exception.kind()).isEqualTo(Kind.FORBIDDEN);
    return exception.parameters().toString();
  }

  static OperationException exceptionOf(ThrowingCallable operation) {
    OperationException exception = catchThrowableOfType(OperationException.class, operation);
    assertThat(exception).isNotNull();
    return exception;
  }

  static AccessControlList list(AccessControlEntry... entries) {
    return new AccessControlList(List.of(entries));
  }

  static AccessControlEntry allowed(String role, AccessRight... rights) {
    return new AccessControlEntry(
        new Trustee(TrusteeType.ROLE, role, "tenant"), AccessType.ALLOWED, AccessRights.of(rights));
  }

  static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }
}
