package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running server in a process of its own, which a test can kill. {@link TestServers} starts it.
 */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "Listening on ";
  private static final String ERRORS = "target/server-process-errors.log";

  /** More than the limit of open files that a test sets. */
  private static final int MAX_CONNECTIONS = 10_000;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final Path log;
  private final RecordingClient client;
  private final Tokens tokens;

  private ServerProcess(Process process, Path log, URI base, Recorder recorder) {
    this.process = process;
    this.log = log;
    this.client = new RecordingClient(base, recorder);
    this.tokens = new Tokens(client);
  }

  /**
   * Starts a server and waits until it accepts requests.
   *
   * @param location its data directory, or the URL of its PostgreSQL database
   */
  static ServerProcess start(String location, Recorder recorder) {
    return start(location, recorder, List.of());
  }

  /**
   * Starts a server as {@link #start(String, Recorder)} does.
   *
   * @param launcher the program and arguments that start the process, before the command of Java
   */
  static ServerProcess start(String location, Recorder recorder, List<String> launcher) {
    try {
      Path log = Path.of("target/server-process-" + COUNT.incrementAndGet() + ".log");
      List<String> command = new ArrayList<>(launcher);
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-Dcontract.log=" + log,
              "-cp",
              System.getProperty("java.class.path"),
              ServerProcess.class.getName(),
              location,
              // A file of this process, because a killed one could not delete its own.
              TestTenants.directoryFile().toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(new File(ERRORS)))
              .start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(LISTENING)) {
          return new ServerProcess(
              process, log, URI.create(line.substring(LISTENING.length())), recorder);
        }
      }
      throw new IllegalStateException("The server did not start; see " + ERRORS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a server without lifecycle delays until the process is killed or its standard input ends.
   *
   * @param args the data directory, or the URL of the PostgreSQL database; and the directory file
   */
  public static void main(String[] args) throws IOException {
    boolean isUrl = args[0].startsWith("jdbc:");
    OmfConnectionsServer server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .directory(Path.of(args[1]))
                .dataDirectory(isUrl ? null : Path.of(args[0]))
                .database(isUrl ? TestStorage.settings(args[0]) : null)
                .provisioningDelay(Duration.ZERO)
                .deletionDelay(Duration.ZERO)
                .maxConnections(MAX_CONNECTIONS)
                .build());
    System.out.println(LISTENING + server.baseUri());
    System.out.flush();
    // Standard input ends when the parent process ends: then this one must not stay behind.
    while (System.in.read() >= 0) {}
    server.close();
  }

  /** Returns the API with the administrator's credentials. */
  public Api api() {
    return new Api(
        client, tokens, TestTenants.ADMINISTRATOR, TestTenants.TENANT, TestTenants.NAMESPACE);
  }

  /** Returns the base URL of the server. */
  public URI base() {
    return client.base();
  }

  /** Returns the file that the server logs to. */
  public Path log() {
    return log;
  }

  /** Returns the CPU time that the process has used, zero if the operating system hides it. */
  public Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Kills the process as {@code kill -9} does, without giving it a chance to finish anything. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The server process did not end within 30 seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
