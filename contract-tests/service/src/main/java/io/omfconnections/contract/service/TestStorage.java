package io.omfconnections.contract.service;

import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.ServerConfigBuilder;
import io.omfconnections.server.store.PostgresSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers of a run of tests store their data. The system property {@code
 * contract.database} selects it: {@code memory} (default) and {@code file} are SQLite, {@code
 * postgresql} is a PostgreSQL server that the run starts, with a database for each server. Servers
 * that share a data directory share a database.
 */
enum TestStorage {
  MEMORY,
  FILE {
    @Override
    ServerConfig configure(ServerConfig config) {
      if (config.dataDirectory() != null) {
        return config;
      }
      try {
        Path directory = Files.createTempDirectory(Path.of("target"), "data");
        return ServerConfigBuilder.builder(config).dataDirectory(directory).build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRESQL {
    @Override
    ServerConfig configure(ServerConfig config) {
      return ServerConfigBuilder.builder(config)
          .dataDirectory(null)
          .database(settings(Postgres.url(config.dataDirectory())))
          .build();
    }

    @Override
    String location(Path dataDirectory) {
      return Postgres.url(dataDirectory);
    }
  };

  private static final String USER = "postgres";

  /** Returns the storage that the system property selects. */
  static TestStorage selected() {
    return valueOf(System.getProperty("contract.database", "memory").toUpperCase(Locale.ROOT));
  }

  /** Returns the configuration with this storage. */
  ServerConfig configure(ServerConfig config) {
    return config;
  }

  /** Returns the location of a process's data: a directory, or the URL of a database. */
  String location(Path dataDirectory) {
    return dataDirectory.toString();
  }

  /** Returns the settings of a database with this URL. */
  static PostgresSettings settings(String url) {
    return new PostgresSettings(url, USER, null);
  }

  /** The PostgreSQL server. It ends with the JVM. */
  private static final class Postgres {
    private static final Map<Path, String> URLS = new HashMap<>();
    private static @Nullable EmbeddedPostgres server;
    private static int count;

    private Postgres() {}

    /** Returns the URL of the database for a data directory; of a new one for null. */
    static synchronized String url(@Nullable Path dataDirectory) {
      return dataDirectory == null
          ? create()
          : URLS.computeIfAbsent(dataDirectory.toAbsolutePath(), directory -> create());
    }

    private static String create() {
      try {
        EmbeddedPostgres running = server;
        if (running == null) {
          running = EmbeddedPostgres.start();
          server = running;
        }
        count++;
        String name = "contract" + count;
        try (Connection connection = running.getPostgresDatabase().getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("CREATE DATABASE " + name);
        }
        return "jdbc:postgresql://localhost:" + running.getPort() + "/" + name;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
