package io.omfconnections.contract.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Cleanup;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Coverage;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import io.omfconnections.contract.recording.Finding;
import io.omfconnections.contract.report.Failure;
import io.omfconnections.contract.report.ReportPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds a running server against the contract, from outside. */
@Command(
    name = "verify",
    description = {
      "Tests a running server from outside, in a namespace where nobody else works meanwhile.",
      "What the tests make, they delete; what others have made, they leave alone."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    sortOptions = false,
    footer = {
      "",
      "Exit status: 0 the contract is kept, 1 it is broken, 2 it could not be checked;",
      "130 (Ctrl-C) or 143 (SIGTERM): it was interrupted, and has cleaned up.",
      "What no flag says is taken from the environment: --client-secret is"
          + " OMF_CONTRACT_CLIENT_SECRET, --second-client-secret is"
          + " OMF_CONTRACT_SECOND_CLIENT_SECRET, and so on. Secrets are better there, as other"
          + " users of a machine can see command lines."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "The server: scheme, host, port, and the path before /api if there is one.")
  private @Nullable URI baseUrl;

  @Option(names = "--tenant", paramLabel = "ID", description = "The tenant to work in.")
  private @Nullable String tenant;

  @Option(names = "--namespace", paramLabel = "ID", description = "The namespace to work in.")
  private @Nullable String namespace;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "A client that may administer the namespace's connections.")
  private @Nullable String clientId;

  @Option(names = "--client-secret", paramLabel = "SECRET", description = "Its secret.")
  private @Nullable String clientSecret;

  @Option(
      names = "--second-client-id",
      paramLabel = "ID",
      description =
          "A client of the tenant that is not an administrator. Without it, the tests of who may"
              + " do what are skipped.")
  private @Nullable String secondClientId;

  @Option(names = "--second-client-secret", paramLabel = "SECRET", description = "Its secret.")
  private @Nullable String secondClientSecret;

  @Option(
      names = "--token-url",
      paramLabel = "URL",
      description =
          "Where tokens are got, if not where the server's discovery document says. Then the"
              + " token endpoint is not tested.")
  private @Nullable URI tokenUrl;

  @Option(
      names = "--api-version",
      paramLabel = "VERSION",
      description = "v1, v2-preview or both, which is the default.")
  private String apiVersion = "both";

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write the report and JUnit's XML; else ./contract-report.")
  private Path report = Path.of("contract-report");

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description = "Only suites or tests with this in their names; * stands for anything.")
  private @Nullable String only;

  // With a value that may be left out: picocli turns a plain flag off that the environment has
  // turned on.
  @Option(
      names = "--fail-fast",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Stop after the first test that fails.")
  private boolean failFast;

  @Option(
      names = "--list",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Show what would be tested, and send nothing.")
  private boolean list;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command().commandLine().getOut();
    Suites suites = new Suites(only);
    if (suites.isEmpty()) {
      throw misused("No suite and no test has '" + only + "' in its name; --list shows them.");
    }
    List<String> versions = versions();
    if (list) {
      suites.list(out);
      out.println("Under " + String.join(" and ", versions) + ".");
      return 0;
    }
    Target target = target(versions);
    List<String> found = new Preflight(target).run();
    makeReportFolder();
    out.println("Testing " + target.base() + " under " + String.join(" and ", versions) + ".");
    out.flush();
    Target.use(target);
    Progress progress = run(suites, target, out);
    out.println();
    out.print(progress.summary());
    if (!progress.serverGone()) {
      leftBehind(target, found, out);
    }
    out.flush();
    if (progress.done() == 0) {
      throw new CannotCheckException("Nothing was tested: each test was skipped, as said above.");
    }
    return verdict(target, progress, out);
  }

  private void makeReportFolder() {
    try {
      Files.createDirectories(report);
    } catch (IOException e) {
      throw new CannotCheckException("Can't make the folder " + report + " for the report: " + e);
    }
  }

  private Progress run(Suites suites, Target target, PrintWriter out) {
    CancellationToken cancellation = CancellationToken.create();
    RecordingClient client = new RecordingClient(target.base(), exchange -> {});
    Progress progress = new Progress(out, cancellation, failFast, client::isAnswered);
    Thread interrupted = new Thread(() -> interrupted(out));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      suites.run(cancellation, progress, new JunitXml(report, out));
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    return progress;
  }

  private static void interrupted(PrintWriter out) {
    out.println("Interrupted: deleting what the tests have made ...");
    out.flush();
    try {
      Cleanup.interrupt();
      out.println("Done.");
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      out.println("It could not all be deleted: " + e.getMessage());
    }
    out.flush();
  }

  // A deletion takes the server a while; the next run must not find the rest of this one.
  private static void leftBehind(Target target, List<String> found, PrintWriter out) {
    Api api =
        new Api(
            new RecordingClient(target.base(), exchange -> {}),
            target.tokens(),
            target.administrator(),
            target.tenant(),
            target.namespace());
    long end = System.nanoTime() + PATIENCE.toNanos();
    Map<String, String> left = new LinkedHashMap<>();
    try {
      do {
        left.clear();
        for (JsonNode connection : api.list().expect(200).path("Results")) {
          left.put(connection.path("Id").asText(), connection.path("State").asText());
        }
        left.keySet().removeAll(found);
      } while (left.containsValue("Deleting") && System.nanoTime() < end && pause());
    } catch (RuntimeException | AssertionError e) {
      out.println("The list of connections can't be read any more: " + e.getMessage());
    }
    if (!left.isEmpty()) {
      out.println("Connections that were not there before, and are still there: " + left.keySet());
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(200);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int verdict(Target target, Progress progress, PrintWriter out) throws IOException {
    Coverage coverage = Target.RECORDER.coverage().ofVersions(target.versions());
    List<StatusCase> missing = coverage.missing();
    List<StatusCase> faults = missing.stream().filter(StatusCase::isServerError).toList();
    List<StatusCase> others = missing.stream().filter(cell -> !cell.isServerError()).toList();
    String untried = untried(progress);
    boolean broken = summarizeFindings(out) || !progress.failures().isEmpty();
    out.println(
        coverage.covered().size()
            + " of "
            + coverage.statusCases().size()
            + " documented cells (operation, version, status) shown.");
    cells(out, "can't be produced from outside", faults);
    if (untried.isEmpty()) {
      cells(out, "not shown by this run", others);
    } else {
      out.println("  " + others.size() + " not shown. " + untried);
    }
    writeReport(target, coverage, progress.failures(), untried);
    out.println("Report: " + report.toAbsolutePath().normalize());
    if (!broken && progress.serverGone()) {
      out.flush();
      throw new CannotCheckException(
          untried + " Until then, it kept the contract. What the tests made may be left there.");
    }
    out.println(
        broken
            ? "THE SERVER BREAKS THE CONTRACT."
            : "The server keeps the contract" + (untried.isEmpty() ? "." : " in what was tested."));
    out.flush();
    return broken ? 1 : 0;
  }

  /** What is kept of the run, beside JUnit's XML. */
  private void writeReport(Target target, Coverage coverage, List<Failure> failures, String untried)
      throws IOException {
    Files.writeString(
        report.resolve("report.txt"),
        (untried.isEmpty() ? "" : untried + "\n\n") + coverage.report());
    new ReportPage(
            target.base().toString(),
            true,
            Api.CONTRACT,
            coverage,
            Target.RECORDER.exchanges().size(),
            Target.RECORDER.findings(),
            failures,
            untried)
        .write(report.resolve("index.html"));
  }

  /** Why not all was tried that could have been, in a sentence; empty if it was. */
  private String untried(Progress progress) {
    if (progress.serverGone()) {
      return "The server does not answer any more, so the run was stopped.";
    }
    if (failFast && !progress.failures().isEmpty()) {
      return "The run was stopped at the first failure.";
    }
    return only == null ? "" : "Only what has '" + only + "' in its name was run.";
  }

  /** Shows how often the contract was broken, and says whether it was. */
  private static boolean summarizeFindings(PrintWriter out) {
    List<Finding> broken = Target.RECORDER.findings();
    Findings findings = new Findings(out, Target.RECORDER.exchanges().size() - broken.size());
    broken.forEach(finding -> findings.count(finding.violations()));
    findings.summarize();
    return !broken.isEmpty();
  }

  private static void cells(PrintWriter out, String why, List<StatusCase> cells) {
    if (!cells.isEmpty()) {
      out.println("  " + cells.size() + " " + why + ":");
    }
    cells.stream()
        .collect(Collectors.groupingBy(StatusCase::status, TreeMap::new, Collectors.toList()))
        .forEach(
            (status, some) ->
                out.println(
                    "    "
                        + status
                        + " of "
                        + operations(status, some)
                        + " ("
                        + some.size()
                        + ")"));
  }

  private static String operations(int status, List<StatusCase> missing) {
    Set<String> versions = missing.stream().map(StatusCase::version).collect(Collectors.toSet());
    long documented =
        Api.CONTRACT.operations().stream()
            .filter(operation -> operation.responses().containsKey(status))
            .count();
    return documented * versions.size() == missing.size()
        ? "every operation that documents it"
        : missing.stream()
            .map(cell -> cell.operationId() + " " + cell.version())
            .collect(Collectors.joining(", "));
  }

  // ------------------------------------------------------------------------------- The flags

  private Target target(List<String> versions) {
    URI base = address("--base-url", required("--base-url", baseUrl));
    URI endpoint = tokenUrl == null ? null : address("--token-url", tokenUrl);
    Tokens tokens =
        endpoint == null
            ? new Tokens(new RecordingClient(base, Target.RECORDER))
            : new Tokens(endpoint);
    Caller second =
        secondClientId == null
            ? null
            : Caller.client(secondClientId, required("--second-client-secret", secondClientSecret));
    if (secondClientId != null && secondClientId.equals(clientId)) {
      throw misused("--second-client-id must be another client than --client-id.");
    }
    return new Target(
        base,
        tokens,
        required("--tenant", tenant),
        required("--namespace", namespace),
        Caller.client(required("--client-id", clientId), required("--client-secret", clientSecret)),
        second,
        versions);
  }

  private URI address(String flag, URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getRawFragment() != null) {
      throw misused(flag + " must be an address with http or https and a host, not '" + uri + "'.");
    }
    return uri;
  }

  private List<String> versions() {
    List<String> all = Api.CONTRACT.versions();
    if (apiVersion.equals("both")) {
      return all;
    }
    if (!all.contains(apiVersion)) {
      throw misused("--api-version must be one of " + all + " or both, not '" + apiVersion + "'.");
    }
    return List.of(apiVersion);
  }

  private <T> T required(String flag, @Nullable T value) {
    if (value == null || value.toString().isBlank()) {
      throw misused(flag + " is needed.");
    }
    return value;
  }

  private ParameterException misused(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command");
    }
    return spec;
  }
}
