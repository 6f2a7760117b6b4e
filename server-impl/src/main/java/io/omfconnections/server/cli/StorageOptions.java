package io.omfconnections.server.cli;

import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.store.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that select where data is stored. */
final class StorageOptions {
  private static final Path DEFAULT_DATA_DIR = Path.of("omf-connections-data");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Directory of the SQLite database, created if missing (default: omf-connections-data).")
  private @Nullable Path dataDir;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Store data in PostgreSQL instead: jdbc:postgresql://HOST:PORT/NAME, without a password.")
  private @Nullable String database;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "With --database: name of the database user.")
  private @Nullable String databaseUser;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description = "With --database: file that contains the password of the database user.")
  private @Nullable Path databasePasswordFile;

  /** Returns the data directory that was chosen, or null if none was. */
  @Nullable Path chosenDataDirectory() {
    return dataDir;
  }

  /** Returns the data directory that was chosen, or the default. */
  Path dataDirectory() {
    return dataDir == null ? DEFAULT_DATA_DIR : dataDir;
  }

  /** Returns whether a PostgreSQL database was chosen. */
  boolean hasDatabase() {
    return database != null;
  }

  /**
   * Returns the PostgreSQL database that was chosen, or null if none was.
   *
   * @throws IllegalArgumentException if the URL is invalid or the password file can't be read
   */
  @Nullable PostgresSettings database() {
    if (database == null) {
      if (databaseUser != null || databasePasswordFile != null) {
        throw new IllegalArgumentException(
            "--database-user and --database-password-file require --database.");
      }
      return null;
    }
    return new PostgresSettings(database, databaseUser, password());
  }

  private @Nullable String password() {
    if (databasePasswordFile == null) {
      return null;
    }
    try {
      String password = Files.readString(databasePasswordFile).strip();
      if (password.isEmpty() || password.lines().count() > 1) {
        throw new IllegalArgumentException(
            "The file "
                + databasePasswordFile
                + " (--database-password-file) must contain the password in one line.");
      }
      return password;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The file "
              + databasePasswordFile
              + " (--database-password-file) can't be read: "
              + FileErrors.reason(e)
              + ".",
          e);
    }
  }
}
