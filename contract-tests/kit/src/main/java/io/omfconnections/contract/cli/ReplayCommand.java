package io.omfconnections.contract.cli;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code replay}: checks the exchanges of a HAR file. */
@Command(
    name = "replay",
    description = {
      "Checks the exchanges of a HAR file, for example one exported from a browser. Sends nothing.",
      "Exchanges with paths that are not in the contract are ignored and counted. The file may be",
      "compressed with gzip or zlib, or be a ZIP file of Playwright."
    },
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    footer = {
      "",
      "Exit status: 0 the contract is kept, 1 it is broken, 2 the file could not be checked."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Set<Rule> REQUEST_BODY_RULES =
      Set.of(Rule.REQUEST_JSON, Rule.REQUEST_SCHEMA);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE.har", description = "HAR file to check.")
  private @Nullable Path file;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Check only requests to URLs below this one. By default, all URLs that contain /api/ and"
              + " a version are checked.")
  private @Nullable URI baseUrl;

  private final Contract contract = Api.CONTRACT;
  private final ContractCheck check = new ContractCheck(contract);

  @Override
  public Integer call() {
    if (spec == null || file == null) {
      throw new IllegalStateException("picocli has not set the parameters");
    }
    PrintWriter out = spec.commandLine().getOut();
    // Two passes, because the file may be too large to keep its exchanges.
    AtomicBoolean hasTokens = new AtomicBoolean();
    AtomicLong relevant = new AtomicLong();
    long entries =
        HarReader.read(
            file,
            this::target,
            entry -> {
              relevant.incrementAndGet();
              if (!entry.exchange().request().headers().all("Authorization").isEmpty()) {
                hasTokens.set(true);
              }
            });
    if (relevant.get() == 0) {
      throw new CannotCheckException(
          file
              + " has no exchange of this API among its "
              + entries
              + " exchanges. Check --base-url.");
    }
    ViolationLog violations = new ViolationLog(out);
    AtomicLong preflights = new AtomicLong();
    AtomicLong unknownBodies = new AtomicLong();
    HarReader.read(
        file,
        this::target,
        entry -> {
          if (isPreflight(entry.exchange().request())) {
            preflights.incrementAndGet();
            return;
          }
          if (!entry.requestBodyKnown() || !entry.responseBodyKnown()) {
            unknownBodies.incrementAndGet();
          }
          violations.add(entry.exchange(), violations(entry, hasTokens.get()));
        });
    violations.summarize();
    printCount(out, "Exchanges ignored because they are not of this API", entries - relevant.get());
    printCount(
        out,
        "CORS preflight requests ignored, which browsers send by themselves",
        preflights.get());
    printCount(
        out,
        "Exchanges whose bodies were not checked because the file does not contain them",
        unknownBodies.get());
    if (!hasTokens.get()) {
      out.println("No request in the file has a token: the presence of tokens was not checked.");
    }
    out.flush();
    return violations.broken() == 0 ? 0 : 1;
  }

  private static void printCount(PrintWriter out, String what, long count) {
    if (count > 0) {
      out.println(what + ": " + count + ".");
    }
  }

  /** Returns the violations, except those of rules for which the file omits the data. */
  private List<Violation> violations(HarEntry entry, boolean hasTokens) {
    return check.check(entry.exchange()).stream()
        .filter(violation -> hasTokens || violation.rule() != Rule.REQUEST_TOKEN)
        .filter(violation -> entry.responseBodyKnown() || violation.rule() != Rule.BODY_PRESENCE)
        .filter(
            violation -> entry.requestBodyKnown() || !REQUEST_BODY_RULES.contains(violation.rule()))
        .toList();
  }

  /** Returns whether the request is a preflight of CORS (Fetch Standard, section 3.2.2). */
  private static boolean isPreflight(Request request) {
    return request.method().equals("OPTIONS")
        && !request.headers().all("Access-Control-Request-Method").isEmpty();
  }

  /** Returns the request target relative to the base URL, if its path is in the contract. */
  private Optional<String> target(String url) {
    int path = pathStart(url);
    if (path < 0) {
      return Optional.empty();
    }
    String target = url.substring(path);
    Match match = contract.match("GET", target);
    return match instanceof Match.Documented || match instanceof Match.UnknownMethod
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
