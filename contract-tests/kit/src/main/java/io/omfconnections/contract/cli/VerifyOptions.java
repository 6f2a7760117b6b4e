package io.omfconnections.contract.cli;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.TokenRequestOptions;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code verify}. Invalid values are reported as {@link ParameterException}. */
final class VerifyOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Base URL of the server: scheme, host, port, and the path before /api if there is one.")
  private @Nullable URI baseUrl;

  @Option(names = "--tenant", paramLabel = "ID", description = "Tenant to test in.")
  private @Nullable String tenant;

  @Option(names = "--namespace", paramLabel = "ID", description = "Namespace to test in.")
  private @Nullable String namespace;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description = "Client with the administrator role of the tenant.")
  private @Nullable String clientId;

  @Option(names = "--client-secret", paramLabel = "SECRET", description = "Secret of that client.")
  private @Nullable String clientSecret;

  @Option(
      names = "--second-client-id",
      paramLabel = "ID",
      description =
          "Client of the same tenant that is not an administrator. Without it, the tests of access"
              + " rights are skipped.")
  private @Nullable String secondClientId;

  @Option(
      names = "--second-client-secret",
      paramLabel = "SECRET",
      description = "Secret of the second client.")
  private @Nullable String secondClientSecret;

  @Option(
      names = "--token-url",
      paramLabel = "URL",
      description =
          "Token endpoint, if it is not the one in the server's discovery document. The tests of"
              + " the token endpoint are then skipped.")
  private @Nullable URI tokenUrl;

  @Option(
      names = "--token-parameter",
      paramLabel = "NAME=VALUE",
      description =
          "Parameter to add to token requests, such as scope=… or audience=…. Can be repeated.")
  private Map<String, String> tokenParameters = new LinkedHashMap<>();

  // arity 0..1, here and below: picocli toggles an option without a value, so that it would
  // switch off what the environment variable has switched on.
  @Option(
      names = "--token-basic",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Send credentials to the token endpoint with HTTP Basic, not in the form.")
  private boolean tokenBasic;

  @Option(
      names = "--api-version",
      paramLabel = "VERSION",
      description = "API version to test: v1, v2-preview or both (default).")
  private String apiVersion = "both";

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Directory for the HTML report and the JUnit XML file (default: ./contract-report).")
  private Path report = Path.of("contract-report");

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Run only tests whose own name or suite name contains this text; * matches any text.")
  private @Nullable String only;

  @Option(
      names = "--except",
      paramLabel = "PATTERN",
      description = "Leave out the tests whose own name or suite name contains this text.")
  private @Nullable String except;

  @Option(
      names = "--behind-proxy",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description =
          "Leave out the tests of HTTP itself (malformed messages, unusual methods and paths, slow"
              + " bodies), which a proxy in front of the server answers or changes.")
  private boolean behindProxy;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Maximum number of tests that run at the same time; only independent tests do (default:"
              + " ${DEFAULT-VALUE}). The report is the same with any number.")
  private int jobs = 8;

  @Option(
      names = "--fail-fast",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Stop after the first failed test. Tests that are already running complete.")
  private boolean failFast;

  @Option(
      names = "--list",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "List the tests without sending any request.")
  private boolean list;

  /** Whether to stop after the first failed test. */
  boolean failFast() {
    return failFast;
  }

  /** Whether to list the tests instead of running them. */
  boolean list() {
    return list;
  }

  /** The selection of tests, in a sentence; empty if no option leaves out any. */
  String selection() {
    List<String> sentences = new ArrayList<>();
    if (only != null) {
      sentences.add("Only tests whose name contains '" + only + "' were run.");
    }
    if (except != null) {
      sentences.add("Tests whose name contains '" + except + "' were left out.");
    }
    if (behindProxy) {
      sentences.add("The tests of HTTP itself were left out (--behind-proxy).");
    }
    return String.join(" ", sentences);
  }

  /** The directory for the report. */
  Path report() {
    return report;
  }

  /** Discovers the tests to run. */
  Suites suites() {
    if (jobs < 1) {
      throw invalid("--jobs must be at least 1, not " + jobs + ".");
    }
    Suites suites = new Suites(only, except, behindProxy, jobs);
    if (suites.isEmpty()) {
      throw invalid(
          only == null
              ? "No test is left."
              : "No test name contains '" + only + "'. Run verify --list to see all tests.");
    }
    return suites;
  }

  /** The API versions to test. */
  List<String> versions() {
    List<String> all = Api.CONTRACT.versions();
    if (apiVersion.equals("both")) {
      return all;
    }
    if (!all.contains(apiVersion)) {
      throw invalid("--api-version must be one of " + all + " or both, not '" + apiVersion + "'.");
    }
    return List.of(apiVersion);
  }

  /**
   * The server to test and the clients to test it with.
   *
   * @param recorder checks and stores the exchanges with the token endpoint
   */
  Target target(Recorder recorder) {
    URI base = url("--base-url", required("--base-url", baseUrl));
    URI endpoint = tokenUrl == null ? null : url("--token-url", tokenUrl);
    TokenRequestOptions requests = new TokenRequestOptions(Map.copyOf(tokenParameters), tokenBasic);
    Tokens tokens =
        endpoint == null
            ? new Tokens(new RecordingClient(base, recorder), requests)
            : new Tokens(endpoint, requests);
    Caller second =
        secondClientId == null
            ? null
            : Caller.client(secondClientId, required("--second-client-secret", secondClientSecret));
    if (secondClientId != null && secondClientId.equals(clientId)) {
      throw invalid("--second-client-id must not be the same client as --client-id.");
    }
    return new Target(
        base,
        tokens,
        required("--tenant", tenant),
        required("--namespace", namespace),
        Caller.client(required("--client-id", clientId), required("--client-secret", clientSecret)),
        second,
        versions());
  }

  private URI url(String option, URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getRawFragment() != null) {
      throw invalid(
          option + " must be an http or https URL with a host and no fragment, not '" + url + "'.");
    }
    return url;
  }

  private <T> T required(String option, @Nullable T value) {
    if (value == null || value.toString().isBlank()) {
      throw invalid(option + " is required.");
    }
    return value;
  }

  private ParameterException invalid(String message) {
    if (command == null) {
      throw new IllegalStateException("picocli has not set the command");
    }
    return new ParameterException(command.commandLine(), message);
  }
}
