package io.omfconnections.contract.cli;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSession;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code verify}: runs the portable suites on a running server. */
@Command(
    name = "verify",
    description = {
      "Tests a running server over HTTP.",
      "Use a namespace whose connections nothing else changes during the run. The tests delete the"
          + " connections that they create, and leave existing connections unchanged.",
      "Required, except with --list: --base-url, --tenant, --namespace, --client-id and"
          + " --client-secret."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    sortOptions = false,
    footer = {
      "",
      "Exit status: 0 the contract is kept, 1 it is broken, 2 it could not be checked;",
      "130 (Ctrl-C) or 143 (SIGTERM) if interrupted, after deleting what the tests created.",
      "Every option can also be set by an environment variable: --client-secret by"
          + " OMF_CONTRACT_CLIENT_SECRET, --second-client-secret by"
          + " OMF_CONTRACT_SECOND_CLIENT_SECRET, and so on. Set secrets this way: other users of"
          + " the machine can see command lines."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private final VerifyOptions options = new VerifyOptions();
  @Mixin private final TrustOptions trust = new TrustOptions();

  @Override
  public Integer call() throws IOException {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command");
    }
    PrintWriter out = spec.commandLine().getOut();
    Suites suites = options.suites();
    String versions = String.join(" and ", options.versions());
    if (options.list()) {
      suites.list(out);
      out.println("API versions: " + versions + ".");
      return 0;
    }
    trust.install();
    Recorder recorder = new Recorder(Api.CONTRACT);
    Target target = options.target(recorder);
    List<String> existing = new PreflightCheck(target).run();
    createDirectory(options.report());
    out.println("Testing " + target.base() + " under " + versions + ".");
    out.flush();
    ProgressListener progress = run(suites, new ContractSession(recorder, () -> target), out);
    out.println();
    out.print(progress.summary());
    if (!progress.serverUnreachable()) {
      new LeftoverConnections(target, existing).print(out);
    }
    out.flush();
    if (progress.executed() == 0) {
      throw new CannotCheckException("Nothing was tested: all tests were skipped (see above).");
    }
    return result(target, recorder, progress, out);
  }

  private static void createDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CannotCheckException("Cannot create the report directory " + directory + ": " + e);
    }
  }

  private ProgressListener run(Suites suites, ContractSession session, PrintWriter out) {
    CancellationToken cancellation = CancellationToken.create();
    RecordingClient client = new RecordingClient(session.target().base(), exchange -> {});
    ProgressListener progress =
        new ProgressListener(out, cancellation, options.failFast(), client::isResponding);
    Thread cleanUp = new Thread(() -> cleanUpAfterInterrupt(session, out));
    Runtime.getRuntime().addShutdownHook(cleanUp);
    try {
      suites.run(session, cancellation, progress, new JunitXmlListener(options.report(), out));
    } finally {
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    }
    return progress;
  }

  private static void cleanUpAfterInterrupt(ContractSession session, PrintWriter out) {
    out.println("Interrupted: deleting what the tests created ...");
    out.flush();
    try {
      session.interrupt();
      out.println("Done.");
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      out.println("Not everything could be deleted: " + e.getMessage());
    }
    out.flush();
  }

  private int result(Target target, Recorder recorder, ProgressListener progress, PrintWriter out)
      throws IOException {
    String incomplete = incomplete(progress);
    VerifyResult result = new VerifyResult(target, recorder, progress.failures(), incomplete);
    result.print(out);
    result.writeReport(options.report());
    out.println("Report: " + options.report().toAbsolutePath().normalize());
    if (!result.isBroken() && progress.serverUnreachable()) {
      out.flush();
      throw new CannotCheckException(
          incomplete
              + " It kept the contract until then. Some connections that the tests created may not"
              + " have been deleted.");
    }
    String kept =
        "The server keeps the contract"
            + (incomplete.isEmpty() ? "." : " in the tests that were run.");
    out.println(result.isBroken() ? "THE SERVER BREAKS THE CONTRACT." : kept);
    out.flush();
    return result.isBroken() ? 1 : 0;
  }

  /** Returns the reason why not all tests were executed, in a sentence; empty if they all were. */
  private String incomplete(ProgressListener progress) {
    if (progress.serverUnreachable()) {
      return "The server stopped responding, so the run was stopped.";
    }
    if (options.failFast() && !progress.failures().isEmpty()) {
      return "The run was stopped at the first failure.";
    }
    return options.selection();
  }
}
