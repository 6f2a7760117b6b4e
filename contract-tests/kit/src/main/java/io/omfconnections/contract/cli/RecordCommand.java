package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.http.RecordingProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code record}: proxy that checks traffic and writes it to a HAR file. */
@Command(
    name = "record",
    description = {
      "Runs a reverse proxy on the loopback interface, and checks each exchange with the server.",
      "Stop it with Ctrl-C or SIGTERM: it then writes the exchanges to a HAR file, without tokens,"
          + " secrets and cookies."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    sortOptions = false,
    footer = {
      "",
      "Exit status: 0 the contract was kept, 1 it was broken, 2 the proxy could not start or the"
          + " file could not be written."
    })
final class RecordCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--base-url",
      required = true,
      paramLabel = "URL",
      description =
          "Base URL of the server: scheme, host, port, and the path before /api if there is one.")
  private @Nullable URI baseUrl;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on (default: any free port).")
  private int port;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.har",
      description = "HAR file to write.")
  private @Nullable Path output;

  @Option(
      names = "--server-host",
      description =
          "Set the Host header to the host of the server, for servers that route requests by it."
              + " By default the header is not changed, and URLs in responses that the server"
              + " derives from it refer to the proxy.")
  private boolean serverHost;

  @Mixin private final TrustOptions trust = new TrustOptions();

  private final ContractCheck check = new ContractCheck(Api.CONTRACT);
  private final List<HarEntry> entries = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    URI base = Objects.requireNonNull(baseUrl);
    trust.install();
    requireWritable(Objects.requireNonNull(output).toAbsolutePath());
    ViolationLog violations = new ViolationLog(out);
    RecordingProxy proxy = start(base, violations);
    out.println("Recording on " + proxy.baseUri());
    out.flush();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> Runtime.getRuntime().halt(finish(proxy, base, violations, out))));
    new CountDownLatch(1).await();
    return 0;
  }

  /** Checks at the start that the file can be written, as the recording would be lost otherwise. */
  private static void requireWritable(Path file) {
    Path directory = file.getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw new CannotCheckException("Cannot write " + file + ": it is a directory.");
    }
    if (!Files.isDirectory(directory)) {
      throw new CannotCheckException(
          "Cannot write " + file + ": there is no directory " + directory + ".");
    }
    if (!Files.isWritable(Files.exists(file) ? file : directory)) {
      throw new CannotCheckException("Cannot write " + file + ": permission denied.");
    }
  }

  private RecordingProxy start(URI base, ViolationLog violations) {
    try {
      return RecordingProxy.start(base, port, serverHost, exchange -> add(exchange, violations));
    } catch (UncheckedIOException e) {
      throw new CannotCheckException("Cannot listen on port " + port + ": " + e.getMessage());
    }
  }

  private void add(Exchange exchange, ViolationLog violations) {
    synchronized (entries) {
      entries.add(new HarEntry(Instant.now(), exchange, true, true));
    }
    violations.add(exchange, check.check(exchange));
  }

  private int finish(RecordingProxy proxy, URI base, ViolationLog violations, PrintWriter out) {
    proxy.close();
    violations.summarize();
    Path file = Objects.requireNonNull(output);
    try {
      synchronized (entries) {
        HarWriter.write(file, base, entries);
      }
      out.println("Wrote " + file + ".");
      out.flush();
      return violations.broken() == 0 ? 0 : 1;
    } catch (IOException e) {
      out.println("Cannot write " + file + ": " + e);
      out.flush();
      return 2;
    }
  }
}
