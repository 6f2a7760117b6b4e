package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that the service can't use is refused with a sentence, and not changed. */
class UnusableDatabaseTest {
  private static final String NEWER =
      "INSERT INTO flyway_schema_history VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 1,"
          + " 'x', '2026-01-01 00:00:00.000', 1, %d)";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void create() {
    file = folder.resolve("omf-connections.db");
    SqliteDatabase.inFolder(folder).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void database_of_a_newer_release_is_refused(int success) throws Exception {
    execute(NEWER.formatted(success));

    assertRefused("schema version 99", "knows versions up to ", "Start the newer release");
  }

  @Test
  void database_with_a_failed_migration_is_refused() throws Exception {
    execute("UPDATE flyway_schema_history SET success = 0");

    assertRefused("migration to schema version 1 has failed", "Restore the backup");
  }

  @Test
  void database_with_another_schema_of_the_same_version_is_refused() throws Exception {
    execute("UPDATE flyway_schema_history SET checksum = checksum + 1");

    assertRefused("is not the one of this release", "restore a backup");
  }

  @Test
  void database_of_another_program_is_refused() throws Exception {
    execute("DROP TABLE flyway_schema_history");

    assertRefused("another program", "Use another data directory");
  }

  @ParameterizedTest
  @CsvSource({"-wal, can't be opened for writing", "-journal, can't be read or written"})
  @DisabledOnOs(OS.WINDOWS)
  void database_whose_log_cannot_be_written_is_refused(String suffix, String reason)
      throws Exception {
    if (suffix.equals("-journal")) {
      execute("PRAGMA journal_mode = DELETE");
    }
    Files.createDirectory(folder.resolve(file.getFileName() + suffix));

    assertRefused(reason);
  }

  @ParameterizedTest
  @CsvSource({"omf-connections.db, r--r--r--", "'', r-xr-xr-x"})
  @DisabledOnOs(OS.WINDOWS)
  void database_without_permission_to_write_is_refused(String path, String permissions)
      throws IOException {
    Path readOnly = path.isEmpty() ? folder : folder.resolve(path);
    var before = Files.getPosixFilePermissions(readOnly);
    Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString(permissions));
    try {
      assumeThat(Files.isWritable(readOnly))
          .as("permissions do not limit this user, who is root")
          .isFalse();

      assertRefused(readOnly.toString(), "permission");
    } finally {
      Files.setPosixFilePermissions(readOnly, before);
    }
  }

  @Test
  void damaged_database_is_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
    Files.write(file, bytes);

    assertRefused("is damaged", "Restore a backup");
  }

  @Test
  void truncated_database_is_refused() throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5_000));

    assertRefused("is damaged", "Restore a backup");
  }

  private void assertRefused(String... parts) throws IOException {
    assertThatThrownBy(() -> SqliteDatabase.inFolder(folder).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining(folder.toString())
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"))
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("Exception"));
  }

  /** Executes a statement as another program would. */
  private void execute(String sql) throws SQLException {
    org.sqlite.SQLiteDataSource source = new org.sqlite.SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
