package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in a process of its own, which can be killed. */
public final class ServerProcess implements AutoCloseable {
  private static final String LISTENING = "Listening on ";
  private static final String ERRORS = "target/server-process-errors.log";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final RecordingClient client;
  private final Tokens tokens;

  private ServerProcess(Process process, URI base) {
    this.process = process;
    this.client = new RecordingClient(base, Target.RECORDER);
    this.tokens = new Tokens(client);
  }

  /** Starts one on the given data directory, and returns when it answers. */
  public static ServerProcess start(Path dataDirectory) {
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:TieredStopAtLevel=1",
                      "-Dcontract.log=target/server-process-" + COUNT.incrementAndGet() + ".log",
                      "-cp",
                      System.getProperty("java.class.path"),
                      ServerProcess.class.getName(),
                      dataDirectory.toString()))
              .redirectError(ProcessBuilder.Redirect.appendTo(new File(ERRORS)))
              .start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(LISTENING)) {
          return new ServerProcess(process, URI.create(line.substring(LISTENING.length())));
        }
      }
      throw new IllegalStateException("The server did not start; see " + ERRORS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program of the process: a server without delays, until it is killed or left alone. */
  public static void main(String[] args) throws IOException {
    OmfConnectionsServer server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .directory(Fixtures.directory())
                .dataDirectory(Path.of(args[0]))
                .provisioningDelay(Duration.ZERO)
                .deletionDelay(Duration.ZERO)
                .build());
    System.out.println(LISTENING + server.baseUri());
    System.out.flush();
    // The end of the input is the end of the process that has started this one.
    while (System.in.read() >= 0) {}
    server.close();
  }

  /** The operations as the administrator. */
  public Api api() {
    return new Api(client, tokens, Fixtures.ADMINISTRATOR, Fixtures.TENANT, Fixtures.NAMESPACE);
  }

  /** Ends the process as {@code kill -9} does, without a chance to finish anything. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The process does not end");
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
