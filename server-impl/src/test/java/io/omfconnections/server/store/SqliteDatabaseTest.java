package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteDatabaseTest {
  private static final String FULL = "2";
  private static final String IN_MEMORY =
      "2"; // https://www.sqlite.org/pragma.html#pragma_temp_store

  @Test
  void file_database_uses_a_write_ahead_log_and_syncs_every_commit(@TempDir Path folder)
      throws SQLException {
    try (SqliteDatabase database = SqliteDatabase.inFolder(folder)) {
      for (DataSource source : List.of(database.readers(), database.writers())) {
        assertThat(one(source, "PRAGMA journal_mode")).isEqualTo("wal");
        assertThat(one(source, "PRAGMA synchronous")).isEqualTo(FULL);
      }
    }
  }

  @Test
  void savepoint_needs_no_temporary_file(@TempDir Path folder) throws SQLException {
    try (SqliteDatabase database = SqliteDatabase.inFolder(folder)) {
      assertThat(one(database.writers(), "PRAGMA temp_store")).isEqualTo(IN_MEMORY);
    }
  }

  @Test
  void foreign_keys_are_enforced_in_a_file_and_in_memory(@TempDir Path folder) throws SQLException {
    for (SqliteDatabase each :
        List.of(SqliteDatabase.inFolder(folder), SqliteDatabase.inMemory())) {
      try (SqliteDatabase database = each) {
        assertThat(one(database.readers(), "PRAGMA foreign_keys")).isEqualTo("1");
        assertThat(one(database.writers(), "PRAGMA foreign_keys")).isEqualTo("1");
        assertThatThrownBy(
                () ->
                    execute(
                        database.writers(),
                        "INSERT INTO client_mapping VALUES ('t', 'n', 'c', 'no connection')"))
            .hasMessageContaining("FOREIGN KEY");
      }
    }
  }

  @Test
  void constraint_allows_one_connection_per_client_and_namespace() throws SQLException {
    try (SqliteDatabase database = SqliteDatabase.inMemory()) {
      for (String id : List.of("one", "other")) {
        execute(
            database.writers(),
            "INSERT INTO omf_connection VALUES"
                + " ('t', 'n', '"
                + id
                + "', NULL, NULL, 1, 1, NULL, 'CLIENT', 'o', NULL)");
      }
      execute(database.writers(), "INSERT INTO client_mapping VALUES ('t', 'n', 'c', 'one')");

      assertThatThrownBy(
              () ->
                  execute(
                      database.writers(),
                      "INSERT INTO client_mapping VALUES ('t', 'n', 'c', 'other')"))
          .hasMessageContaining("PRIMARY KEY");
    }
  }

  @Test
  void migrations_run_once_and_keep_the_data(@TempDir Path folder) throws SQLException {
    String applied = "SELECT count(*) || ' ' || min(success) FROM flyway_schema_history";
    String lists = "SELECT count(*) FROM omf_connection_collection";
    String first;
    try (SqliteDatabase database = SqliteDatabase.inFolder(folder)) {
      first = one(database.readers(), applied);
      execute(database.writers(), "INSERT INTO omf_connection_collection VALUES ('t', 'n', NULL)");
    }

    try (SqliteDatabase database = SqliteDatabase.inFolder(folder)) {
      assertThat(one(database.readers(), applied)).isEqualTo(first).endsWith(" 1");
      assertThat(one(database.readers(), lists)).isEqualTo("1");
    }
  }

  @Test
  void missing_folder_is_created(@TempDir Path folder) throws SQLException {
    Path inner = folder.resolve("one").resolve("two");

    try (SqliteDatabase database = SqliteDatabase.inFolder(inner)) {
      assertThat(one(database.readers(), "SELECT count(*) FROM omf_connection")).isEqualTo("0");
    }
    assertThat(inner).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with blank",
        "100%",
        "%41",
        "a#b",
        "a?b",
        "a?cache=shared",
        "g?journal_mode=DELETE&synchronous=OFF",
        "?mode=ro",
        "mode=memory",
        "file:x?vfs=memdb",
        ":memory:",
        "it's; \"quoted\"",
        "größe"
      })
  void folder_can_have_any_name(String name, @TempDir Path folder) throws Exception {
    Path inner = folder.resolve(name);

    try (SqliteDatabase database = SqliteDatabase.inFolder(inner)) {
      assertThat(one(database.writers(), "PRAGMA journal_mode")).isEqualTo("wal");
      assertThat(one(database.writers(), "PRAGMA synchronous")).isEqualTo(FULL);
      execute(database.writers(), "INSERT INTO omf_connection_collection VALUES ('t', 'n', NULL)");
    }

    assertThat(names(folder)).containsExactly(name);
    assertThat(names(inner)).contains("omf-connections.db");
    try (SqliteDatabase database = SqliteDatabase.inFolder(inner)) {
      assertThat(one(database.readers(), "SELECT count(*) FROM omf_connection_collection"))
          .isEqualTo("1");
    }
  }

  @Test
  void path_that_is_too_long_for_sqlite_is_reported(@TempDir Path folder) {
    String name = "n".repeat(200);

    assertThatThrownBy(
            () -> SqliteDatabase.inFolder(folder.resolve(name).resolve(name).resolve(name)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("too long");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void in_memory_databases_are_independent() throws SQLException {
    try (SqliteDatabase one = SqliteDatabase.inMemory();
        SqliteDatabase other = SqliteDatabase.inMemory()) {
      execute(one.writers(), "INSERT INTO omf_connection_collection VALUES ('t', 'n', NULL)");

      String count = "SELECT count(*) FROM omf_connection_collection";
      assertThat(one(one.readers(), count)).isEqualTo("1");
      assertThat(one(other.readers(), count)).isEqualTo("0");
    }
  }

  @Test
  void message_names_the_file_in_place_of_the_folder(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> SqliteDatabase.inFolder(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void message_names_the_file_that_is_not_a_database(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("omf-connections.db");
    Files.writeString(file, "This is no database. ".repeat(1000));

    assertThatThrownBy(() -> SqliteDatabase.inFolder(folder))
        .isInstanceOfAny(UncheckedIOException.class, IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void message_names_the_database_that_cannot_be_opened(@TempDir Path folder) throws IOException {
    Path file = Files.createDirectory(folder.resolve("omf-connections.db"));

    assertThatThrownBy(() -> SqliteDatabase.inFolder(folder))
        .isInstanceOfAny(UncheckedIOException.class, IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_BUSY, TIMED_OUT",
    "SQLITE_BUSY_SNAPSHOT, TIMED_OUT",
    "SQLITE_LOCKED, TIMED_OUT",
    "SQLITE_LOCKED_SHAREDCACHE, TIMED_OUT",
    "SQLITE_PROTOCOL, TIMED_OUT",
    "SQLITE_READONLY, UNAVAILABLE",
    "SQLITE_READONLY_DBMOVED, UNAVAILABLE",
    "SQLITE_IOERR_FSYNC, UNAVAILABLE",
    "SQLITE_CORRUPT, UNAVAILABLE",
    "SQLITE_FULL, UNAVAILABLE",
    "SQLITE_CANTOPEN, UNAVAILABLE",
    "SQLITE_NOTADB, UNAVAILABLE"
  })
  void error_of_the_file_is_classified(SQLiteErrorCode code, Database.Failure failure) {
    assertThat(SqliteDatabase.failureOf(new SQLiteException("", code))).contains(failure);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SQLITE_ERROR", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_MISUSE"})
  void error_of_a_statement_is_a_defect(SQLiteErrorCode code) {
    assertThat(SqliteDatabase.failureOf(new SQLiteException("", code))).isEmpty();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = new ArrayList<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  private static String one(DataSource source, String query) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.getString(1);
    }
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
