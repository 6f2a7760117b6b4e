package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds what a HAR file has recorded against the contract. */
@Command(
    name = "replay",
    description = {
      "Checks each exchange of a HAR file, and sends nothing.",
      "What belongs to no address of the contract is ignored, and counted."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class)
final class ReplayCommand implements Callable<Integer> {
  private static final Set<Rule> OF_REQUEST_BODIES = Set.of(Rule.REQUEST_JSON, Rule.REQUEST_SCHEMA);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE.har", description = "The file.")
  private @Nullable Path file;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Check only what went to this server. Without it: whatever has /api/ and a version in"
              + " its address, wherever it went.")
  private @Nullable URI baseUrl;

  private final Contract contract = Api.CONTRACT;
  private final ContractCheck check = new ContractCheck(contract);

  @Override
  public Integer call() {
    if (spec == null || file == null) {
      throw new IllegalStateException("picocli has not set the parameters");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Har.Entry> entries = Har.read(file);
    List<Har.Entry> ours = new ArrayList<>();
    for (Har.Entry entry : entries) {
      target(entry.exchange().request())
          .ifPresent(
              target ->
                  ours.add(
                      new Har.Entry(
                          entry.started(),
                          new Exchange(
                              entry.exchange().request().withTarget(target),
                              entry.exchange().response()),
                          entry.requestBodyKnown(),
                          entry.responseBodyKnown())));
    }
    if (ours.isEmpty()) {
      throw new CannotCheckException(
          file
              + " has no exchange of this API among its "
              + entries.size()
              + ". Check --base-url.");
    }
    boolean tokens =
        ours.stream()
            .anyMatch(
                entry -> !entry.exchange().request().headers().all("Authorization").isEmpty());
    Findings findings = new Findings(out);
    ours.forEach(entry -> findings.add(entry.exchange(), violations(entry, tokens)));
    findings.summarize();
    say(out, entries.size() - ours.size(), "exchanges ignored: they are not of this API");
    say(
        out,
        ours.stream().filter(e -> !e.responseBodyKnown() || !e.requestBodyKnown()).count(),
        "exchanges without a body in the file; what it would have to be was not checked");
    if (!tokens) {
      out.println("No request has a token in the file; whether it had one was not checked.");
    }
    out.flush();
    return findings.broken() == 0 ? 0 : 1;
  }

  private static void say(PrintWriter out, long count, String what) {
    if (count > 0) {
      out.println(count + " " + what + ".");
    }
  }

  /** What is wrong, but for what the file does not tell. */
  private List<Violation> violations(Har.Entry entry, boolean tokens) {
    return check.check(entry.exchange()).stream()
        .filter(violation -> tokens || violation.rule() != Rule.REQUEST_TOKEN)
        .filter(violation -> entry.responseBodyKnown() || violation.rule() != Rule.BODY_PRESENCE)
        .filter(
            violation -> entry.requestBodyKnown() || !OF_REQUEST_BODIES.contains(violation.rule()))
        .toList();
  }

  /** The address from the server's base on, if it is one of the contract. */
  private Optional<String> target(Request request) {
    String url = request.target();
    int path = pathStart(url);
    if (path < 0) {
      return Optional.empty();
    }
    String target = url.substring(path);
    return contract.match(request.method(), target) instanceof Match.Documented
            || contract.match(request.method(), target) instanceof Match.UnknownMethod
        ? Optional.of(target)
        : Optional.empty();
  }

  private int pathStart(String url) {
    if (baseUrl != null) {
      String base = baseUrl.toString().replaceFirst("/$", "");
      return url.startsWith(base + "/") ? base.length() : -1;
    }
    return contract.versions().stream()
        .mapToInt(version -> url.indexOf("/api/" + version + "/"))
        .filter(index -> index >= 0)
        .min()
        .orElse(-1);
  }
}
