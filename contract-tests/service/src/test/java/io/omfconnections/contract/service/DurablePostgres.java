package io.omfconnections.contract.service;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** A PostgreSQL server that syncs its commits to disk, and that a test can crash. */
final class DurablePostgres implements AutoCloseable {
  private final Path data;
  private EmbeddedPostgres server;

  /** Starts a server on a free port with its data in a new folder. */
  DurablePostgres(Path data) throws IOException {
    this.data = data;
    this.server = start(0);
  }

  /** Returns the URL of its database, for {@link TestStorage#settings}. */
  String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** Ends all processes of the server at once, without writing what they have in memory. */
  void crash() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    // The immediate shutdown of PostgreSQL.
    new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start();
    Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  /** Starts the server after a crash on the same port. */
  void restart() throws IOException {
    int port = server.getPort();
    server.close();
    server = start(port);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private EmbeddedPostgres start(int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on");
    return (port == 0 ? builder : builder.setPort(port)).start();
  }
}
