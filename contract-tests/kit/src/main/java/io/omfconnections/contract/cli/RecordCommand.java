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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stands in front of a server, records what goes by, and checks it. */
@Command(
    name = "record",
    description = {
      "Listens on loopback, hands everything on to a server, and checks each exchange.",
      "At the end, by Ctrl-C or SIGTERM, it writes them to a HAR file without tokens and secrets.",
      "The exit status is 1 when an exchange broke the contract."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    sortOptions = false)
final class RecordCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--base-url",
      required = true,
      paramLabel = "URL",
      description = "The server: scheme, host, port, and the path before /api if there is one.")
  private @Nullable URI baseUrl;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen on loopback; 0, the default, is any free port.")
  private int port;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE.har",
      description = "The file to write.")
  private @Nullable Path output;

  @Option(
      names = "--server-host",
      description =
          "Have the header Host name the server, as those want that serve several names. Else it"
              + " is what the client wrote, and the server's addresses lead back here.")
  private boolean serverHost;

  private final ContractCheck check = new ContractCheck(Api.CONTRACT);
  private final List<Har.Entry> entries = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    URI base = Objects.requireNonNull(baseUrl);
    requireFolder(Objects.requireNonNull(output).toAbsolutePath());
    Findings findings = new Findings(out);
    RecordingProxy proxy = start(base, findings);
    out.println("Recording on " + proxy.baseUri());
    out.flush();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> Runtime.getRuntime().halt(end(proxy, base, findings, out))));
    new CountDownLatch(1).await();
    return 0;
  }

  /** What was recorded would be lost when it turned out at the end. */
  private static void requireFolder(Path file) {
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new CannotCheckException("Can't write " + file + ": it is a folder.");
    }
    if (!Files.isDirectory(folder)) {
      throw new CannotCheckException(
          "Can't write " + file + ": there is no folder " + folder + ".");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new CannotCheckException("Can't write " + file + ": permission is denied.");
    }
  }

  private RecordingProxy start(URI base, Findings findings) {
    try {
      return RecordingProxy.start(base, port, serverHost, exchange -> add(exchange, findings));
    } catch (UncheckedIOException e) {
      throw new CannotCheckException("Can't listen on port " + port + ": " + e.getMessage());
    }
  }

  private void add(Exchange exchange, Findings findings) {
    synchronized (entries) {
      entries.add(new Har.Entry(Instant.now(), exchange, true, true));
    }
    findings.add(exchange, check.check(exchange));
  }

  private int end(RecordingProxy proxy, URI base, Findings findings, PrintWriter out) {
    proxy.close();
    findings.summarize();
    Path file = Objects.requireNonNull(output);
    try {
      synchronized (entries) {
        Har.write(file, base, entries);
      }
      out.println("Recorded in " + file + ".");
      out.flush();
      return findings.broken() == 0 ? 0 : 1;
    } catch (IOException e) {
      out.println("Can't write " + file + ": " + e);
      out.flush();
      return 2;
    }
  }
}
