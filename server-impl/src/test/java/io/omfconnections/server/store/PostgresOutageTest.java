package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.OperationException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests requests while a PostgreSQL database is away, and after it has come back. */
@Timeout(120) // against hanging; says nothing about speed
class PostgresOutageTest extends ConnectionStoreFixture {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final PostgresSettings direct = PostgresServer.shared().createDatabase();
  private final DatabaseProxy proxy = new DatabaseProxy(PostgresServer.shared().port());
  private final ConnectionStore store =
      new SqlConnectionStore(
          PostgresDatabase.connect(
              new PostgresSettings(
                  direct.url().replaceFirst(":[0-9]+/", ":" + proxy.port() + "/")
                      + "?prepareThreshold=0", // the proxy looks for the text of commands
                  PostgresServer.USER,
                  null),
              TIMEOUT),
          TIMEOUT);

  PostgresOutageTest() throws Exception {}

  @AfterEach
  void close() throws IOException {
    store.close();
    proxy.close();
  }

  @Test
  void server_that_has_closed_its_connections_is_used_again() throws Exception {
    insert(store, connection("id", T0));
    setConnectionsAllowed(false);

    for (Callable<?> request : requests()) {
      assertUnavailable(request);
    }

    setConnectionsAllowed(true);
    awaitService();
    assertThat(find(store, "id", T0)).isEqualTo(connection("id", T0));
  }

  @Test
  void terminated_connections_are_replaced() throws Exception {
    insert(store, connection("id", T0));
    for (int round = 0; round < 3; round++) {
      terminateConnections();
      for (Callable<?> request : requests()) {
        try {
          request.call();
        } catch (OperationException e) {
          assertThat(e.kind()).isIn(Kind.UNAVAILABLE, Kind.OUTCOME_UNKNOWN);
        }
      }
      awaitService();
    }
  }

  @Test
  void server_that_does_not_respond_is_not_waited_for_longer_than_the_timeout() throws Exception {
    insert(store, connection("id", T0));
    proxy.set(DatabaseProxy.Mode.STALL);

    List<Callable<Duration>> requests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (Callable<?> request : requests()) {
        requests.add(
            () -> {
              long start = System.nanoTime();
              assertUnavailable(request);
              return Duration.ofNanos(System.nanoTime() - start);
            });
      }
    }
    // Each wait of the pool, and the wait for a response, has a limit of its own.
    assertThat(atOnce(requests)).allMatch(time -> time.compareTo(TIMEOUT.multipliedBy(3)) < 0);

    proxy.set(DatabaseProxy.Mode.FORWARD);
    proxy.cut();
    awaitService();
  }

  @Test
  void server_that_stops_responding_within_a_transaction_is_unavailable() {
    insert(store, connection("id", T0));

    OperationException exception =
        exceptionOf(
            () ->
                write(
                    store,
                    transaction -> {
                      transaction.insert(NAMESPACE, connection("other", T0));
                      proxy.set(DatabaseProxy.Mode.STALL);
                      transaction.find(NAMESPACE, "id", T0);
                      return 0;
                    }));

    assertThat(exception.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(exception.reason()).contains("Nothing was changed");
    proxy.set(DatabaseProxy.Mode.FORWARD);
    proxy.cut();
    awaitService();
    assertThat(page(store, null, 10, T0)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"CUT_BEFORE_COMMIT, 0", "CUT_AFTER_COMMIT, 1"})
  void outcome_of_a_commit_without_a_response_is_unknown(DatabaseProxy.Mode mode, int committed) {
    awaitService();
    proxy.set(mode);

    OperationException exception = exceptionOf(() -> insert(store, connection("id", T0)));

    assertThat(exception.kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    assertThat(exception.reason()).contains("not known").doesNotContain("Nothing was changed");
    proxy.set(DatabaseProxy.Mode.FORWARD);
    awaitService();
    assertThat(page(store, null, 10, T0)).hasSize(committed);
  }

  @Test
  void read_whose_commit_has_no_response_has_changed_nothing() {
    awaitService();
    proxy.set(DatabaseProxy.Mode.CUT_BEFORE_COMMIT);

    assertThat(exceptionOf(() -> page(store, null, 10, T0)).kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  private List<Callable<?>> requests() {
    return List.of(
        () -> page(store, null, 10, T0),
        () -> store.lookUp("tenant", deadline(), t -> t.find(NAMESPACE, "id", T0)),
        () ->
            write(
                store,
                transaction -> {
                  transaction.putCollectionAccessControlList(NAMESPACE, list("a", 1));
                  return 0;
                }));
  }

  private static void assertUnavailable(Callable<?> request) {
    OperationException exception = exceptionOf(request::call);
    assertThat(exception.kind()).isIn(Kind.UNAVAILABLE, Kind.STORAGE_TIMED_OUT);
    assertThat(exception.reason()).contains("Nothing was changed");
  }

  /** Waits until all requests succeed. */
  private void awaitService() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        // A connection that was used in the last half second is not tested before it is used again.
        .ignoreExceptionsInstanceOf(OperationException.class)
        .untilAsserted(
            () -> {
              for (Callable<?> request : requests()) {
                request.call();
              }
            });
  }

  private void setConnectionsAllowed(boolean allowed) throws Exception {
    PostgresServer.execute(
        PostgresServer.shared().settings("postgres"),
        "ALTER DATABASE " + direct.databaseName() + " ALLOW_CONNECTIONS " + allowed);
    if (!allowed) {
      terminateConnections();
    }
  }

  private void terminateConnections() throws Exception {
    PostgresServer.execute(
        PostgresServer.shared().settings("postgres"),
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '"
            + direct.databaseName()
            + "'");
  }
}
