package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.identity.SigningKeyStore;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a PostgreSQL database is opened, and that an unusable one is refused. */
@Timeout(120) // against hanging; says nothing about speed
class PostgresDatabaseTest extends ConnectionStoreFixture {
  private final PostgresServer server = PostgresServer.shared();

  @Test
  void processes_that_start_at_once_on_an_empty_database_all_start() throws Exception {
    PostgresSettings empty = server.createDatabase("");
    List<Callable<Integer>> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String id = "id" + i;
      starts.add(
          () -> {
            try (ConnectionStore store = store(empty)) {
              insert(store, connection(id, T0));
            }
            return 0;
          });
    }

    atOnce(starts);

    try (ConnectionStore store = store(empty)) {
      assertThat(page(store, null, 10, T0)).hasSize(3);
    }
  }

  /** Other than SQLite, the database compares letters before it compares their case. */
  @Test
  void pages_continue_in_the_order_of_the_database() throws Exception {
    try (ConnectionStore store = store(server.createDatabase())) {
      List<String> ids = List.of("a", "B", "c", "D", "a-b", "ab", "A", "é", "_", "1", "-2");
      ids.forEach(id -> insert(store, connection(id, T0)));

      List<String> whole = ids(page(store, null, 100, T0));
      assertThat(whole).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(whole.indexOf("a")).as("not bytewise").isLessThan(whole.indexOf("B"));
      for (int limit = 1; limit < ids.size(); limit++) {
        List<String> walked = new ArrayList<>();
        List<OmfConnection> page = page(store, null, limit, T0);
        while (!page.isEmpty()) {
          walked.addAll(ids(page));
          page = page(store, new Position(T0, walked.get(walked.size() - 1)), limit, T0);
        }
        assertThat(walked).as("limit %s", limit).isEqualTo(whole);
      }
    }
  }

  @Test
  void keys_are_shared_and_only_the_first_of_equal_numbers_is_stored() throws Exception {
    PostgresSettings settings = server.createDatabase();
    try (SqlConnectionStore one = store(settings);
        SqlConnectionStore other = store(settings)) {
      StoredKey first = new StoredKey(1, T0, "{\"one\":1}");
      StoredKey second = new StoredKey(2, T0.plusSeconds(1), "{}");
      SigningKeyStore keys = other.signingKeys();

      assertThat(one.signingKeys().add(first)).isTrue();
      assertThat(keys.add(new StoredKey(1, T0, "{}"))).isFalse();
      assertThat(keys.add(second)).isTrue();
      assertThat(keys.read()).containsExactly(first, second);
      keys.remove(1);
      assertThat(one.signingKeys().read()).containsExactly(second);
    }
  }

  @Test
  void server_that_is_not_there_is_reported() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertRefused(
        new PostgresSettings("jdbc:postgresql://localhost:" + port + "/db", "u", null),
        "can't be reached",
        "Check the host and port");
  }

  @Test
  void unknown_host_is_reported() {
    assertRefused(
        new PostgresSettings("jdbc:postgresql://no-such-host.invalid/db", "u", null),
        "can't be reached");
  }

  @Test
  void server_without_encryption_on_another_machine_is_reported() {
    // The server of the tests under a name that does not look like this machine.
    String url = server.settings("postgres").url().replace("//localhost", "//LOCALHOST");

    assertRefused(
        new PostgresSettings(url, PostgresServer.USER, null),
        "does not accept the encrypted connection",
        "sslmode=disable");
  }

  @ParameterizedTest
  @CsvSource({"wrong, user or the password", ", needs a password"})
  void wrong_password_is_reported_and_not_repeated(String password, String reason)
      throws Exception {
    PostgresSettings settings = server.createDatabase();

    assertRefused(
        new PostgresSettings(settings.url(), PostgresServer.USER_WITH_PASSWORD, password),
        reason,
        "--database-password-file");
  }

  @Test
  void missing_database_is_reported() {
    assertRefused(server.settings("missing"), "does not exist", "CREATE DATABASE missing");
  }

  @Test
  void user_without_privileges_is_reported() throws Exception {
    PostgresSettings settings = server.createDatabase("");

    assertRefused(
        new PostgresSettings(
            settings.url(), PostgresServer.USER_WITH_PASSWORD, PostgresServer.PASSWORD),
        "privileges");
  }

  @Test
  void database_that_does_not_store_unicode_is_refused() throws Exception {
    PostgresSettings settings =
        server.createDatabase("TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");

    assertRefused(settings, "does not store Unicode", "ENCODING 'UTF8'");
  }

  @Test
  void database_that_is_read_only_is_refused() throws Exception {
    PostgresSettings settings = server.createDatabase();
    PostgresServer.execute(
        settings,
        "ALTER DATABASE " + settings.databaseName() + " SET default_transaction_read_only = on");

    assertRefused(settings, "can only be read", "primary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void database_of_a_newer_release_is_refused(String success) throws Exception {
    PostgresSettings settings = server.createDatabase();
    PostgresServer.execute(
        settings,
        "INSERT INTO flyway_schema_history VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1,"
            + " 'x', now(), 1, "
            + success
            + ")");

    assertRefused(settings, "schema version 99", "Start the newer release");
  }

  @Test
  void database_with_another_schema_of_the_same_version_is_refused() throws Exception {
    PostgresSettings settings = server.createDatabase();
    PostgresServer.execute(settings, "UPDATE flyway_schema_history SET checksum = checksum + 1");

    assertRefused(settings, "is not the one of this release", "restore a backup");
  }

  @Test
  void database_of_another_program_is_refused() throws Exception {
    PostgresSettings settings = server.createDatabase("");
    PostgresServer.execute(settings, "CREATE TABLE other (id INT)");

    assertRefused(settings, "another program", "Use another database");
  }

  @Test
  void options_of_the_url_are_kept_beside_those_of_the_service() throws Exception {
    PostgresSettings plain = server.createDatabase();
    PostgresSettings settings =
        new PostgresSettings(
            plain.url() + "?options=-c%20lock_timeout=1234", plain.user(), plain.password());

    try (PostgresDatabase database = PostgresDatabase.connect(settings, Duration.ofSeconds(10))) {
      for (DataSource pool : List.of(database.readers(), database.writers())) {
        assertThat(session(pool, database, Duration.ofSeconds(10)))
            .containsExactly("repeatable read", "off", "10001ms", "1234ms");
      }
    }
  }

  /** A connection pooler such as PgBouncer can ignore what the driver sends when it connects. */
  @ParameterizedTest
  @CsvSource({
    "default_transaction_isolation, repeatable\\ read, 'read\\ committed '",
    "enable_seqscan, off, 'on '"
  })
  void server_that_does_not_get_a_setting_is_refused(String name, String value, String received)
      throws Exception {
    PostgresSettings settings = server.createDatabase();
    try (DatabaseProxy pooler = new DatabaseProxy(server.port())) {
      pooler.replace(name + "=" + value, name + "=" + received);

      assertRefused(
          new PostgresSettings(
              settings.url().replace(":" + server.port(), ":" + pooler.port()),
              settings.user(),
              null),
          name,
          "pooler",
          "ALTER ROLE");
    }
  }

  /** The server stops a statement that reads a little later than asked: nothing is sent then. */
  @ParameterizedTest
  @CsvSource({
    "10000, 10001ms, 10001ms",
    "9750, 10001ms, 9751ms",
    "9749, 9750ms, 9750ms",
    "500, 501ms, 501ms"
  })
  void statements_are_limited_to_the_time_that_is_left(int millis, String read, String write)
      throws Exception {
    try (PostgresDatabase database =
        PostgresDatabase.connect(server.createDatabase(), Duration.ofSeconds(10))) {
      assertThat(session(database.readers(), database, Duration.ofMillis(millis))).contains(read);
      assertThat(session(database.writers(), database, Duration.ofMillis(millis))).contains(write);
      assertThat(session(database.readers(), database, Duration.ofSeconds(10)))
          .as("nothing is left for the next transaction")
          .contains("10001ms");
    }
  }

  /** A statement without a transaction saves the round trip of its COMMIT. */
  @ParameterizedTest
  @CsvSource({"9750, 10001ms, true", "9749, 9750ms, false"})
  void look_up_has_a_transaction_only_if_it_needs_one_to_limit_its_time(
      int millis, String limit, boolean autoCommit) throws Exception {
    try (PostgresDatabase database =
            PostgresDatabase.connect(server.createDatabase(), Duration.ofSeconds(10));
        Connection connection = database.readers().getConnection()) {
      database.prepareLookUp(connection, Duration.ofMillis(millis));

      assertThat(settings(connection)).contains(limit);
      assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
      database.commit(connection);
      database.rollback(connection);
    }
  }

  /** A connection pooler can change the settings of a session while the server runs. */
  @Test
  void transactions_that_write_do_not_rely_on_the_isolation_level_of_the_session()
      throws Exception {
    try (PostgresDatabase database =
        PostgresDatabase.connect(server.createDatabase(), Duration.ofSeconds(10))) {
      try (Connection connection = database.writers().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SET default_transaction_isolation = 'read committed'");
      }

      assertThat(session(database.writers(), database, Duration.ofSeconds(10)))
          .contains("repeatable read");
    }
  }

  /** Returns settings of the session of a transaction. */
  private static List<String> session(DataSource source, Database database, Duration limit)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      database.begin(connection, limit);
      List<String> values = settings(connection);
      database.rollback(connection);
      return values;
    }
  }

  private static List<String> settings(Connection connection) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String name :
        List.of("transaction_isolation", "enable_seqscan", "statement_timeout", "lock_timeout")) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SHOW " + name)) {
        row.next();
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private static List<String> ids(List<OmfConnection> connections) {
    return connections.stream().map(OmfConnection::id).toList();
  }

  private static SqlConnectionStore store(PostgresSettings settings) {
    return new SqlConnectionStore(
        PostgresDatabase.connect(settings, STORAGE_TIMEOUT), STORAGE_TIMEOUT);
  }

  private static void assertRefused(PostgresSettings settings, String... parts) {
    assertThatThrownBy(() -> PostgresDatabase.connect(settings, Duration.ofSeconds(10)).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining(settings.location())
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n", "Exception"));
  }
}
