package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Only the user of the server can read what it stores. */
@DisabledOnOs(OS.WINDOWS)
class PrivateDatabaseTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(DatabaseFiles.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void recordLog() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopRecording() {
    logger.detachAppender(lines);
  }

  @Test
  void new_directories_and_files_are_private(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("one/two");

    try (SqliteDatabase database = SqliteDatabase.inFolder(data);
        Connection connection = database.writers().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO omf_connection_collection VALUES ('t', 'n', NULL)");

      assertThat(mode(folder.resolve("one"))).isEqualTo("rwx------");
      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(modes(data))
          .containsOnly(
              Map.entry("omf-connections.db", "rw-------"),
              Map.entry("omf-connections.db-wal", "rw-------"),
              Map.entry("omf-connections.db-shm", "rw-------"));
    }
    assertThat(lines.list).isEmpty();
  }

  @Test
  void existing_permissions_are_kept_with_one_warning(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("omf-connections.db"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    SqliteDatabase.inFolder(folder).close();

    assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage()).contains("chmod 600 " + file);
  }

  @Test
  void directory_can_be_a_symbolic_link(@TempDir Path folder) throws Exception {
    Path target = Files.createDirectory(folder.resolve("target"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    SqliteDatabase.inFolder(link).close();

    assertThat(target).isDirectoryContaining("glob:**/omf-connections.db");
  }

  private static Map<String, String> modes(Path folder) throws IOException {
    Map<String, String> modes = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        modes.put(file.getFileName().toString(), mode(file));
      }
    }
    return modes;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
