package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Headers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports an error body that exposes the server's implementation: a stack trace, an exception, a
 * class name, a source location, SQL or a database error.
 *
 * <p>These are recognized by their form, in the notations of common platforms, so that the rule
 * applies to servers in any language. Text that the request contains is allowed: an error may quote
 * what the client sent.
 */
final class InternalsExposedRule implements RuleCheck {
  /** Starts only where a name starts: trying each character of a long name takes quadratic time. */
  private static final String SOURCE_FILE =
      "(?<![\\w$.-])[\\w$.-]+\\.(?:java|kt|kts|scala|groovy|clj|py|cs|fs|vb|cpp|cc|rs|go|rb|php|ex|exs"
          + "|js|mjs|cjs|jsx|ts|tsx)";

  private static final Pattern INTERNALS =
      Pattern.compile(
          String.join(
              "|",
              // Stack traces: Java and .NET, Node, Python, Go, Rust, PHP
              "\\bat [\\w$.<>/@`]+\\(.*\\)",
              "\\bat (?:async |new )?(?:[\\w$.<>]+ \\()?(?:file://|node:|/|[A-Za-z]:\\\\)\\S+:\\d+",
              "\\bTraceback \\(most recent call last\\)",
              "\\bgoroutine \\d+ \\[",
              "\\bpanic(?:ked)?(?:: | at )",
              "\\bStack ?[Tt]race:",
              // Locations in source files: Main.java:17, app.py", line 3, Store.cs:line 9, x.php(4)
              SOURCE_FILE + "(?::\\d+|\", line \\d+|:line \\d+|\\(\\d+\\)| on line \\d+)",
              // Exceptions and other classes, qualified or not
              "\\b[A-Z]\\w+(?:Exception|Error)\\b",
              "\\b(?:java|javax|jakarta|jdk|sun|kotlin|scala)\\.[a-z]",
              "\\b(?:com|org|net|io|dev)\\.[a-z]\\w+\\.[A-Za-z]\\w*",
              "\\b(?:[a-z]\\w+\\.){2,}[A-Z]\\w+",
              "\\b(?:System|Microsoft)\\.[A-Z]\\w+",
              // SQL, and errors of databases
              "\\b(?:SELECT|INSERT|UPDATE|DELETE|MERGE)\\s.*\\b(?:FROM|INTO|SET|WHERE|USING)\\b",
              "(?i:\\bselect\\s.+\\sfrom\\s+\\S+.*\\bwhere\\s+\\S+\\s*(?:[=<>?]|in\\s*\\(|like\\b))",
              "(?i:\\b(?:insert\\s+into|delete\\s+from)\\s+\\S+\\s+(?:values|where|\\())",
              "\\b(?:CREATE|ALTER|DROP) (?:TABLE|INDEX|VIEW)\\b",
              "\\bSQLSTATE\\b",
              "\\b(?:SQLITE|ER)_[A-Z]+",
              "\\bORA-\\d{4,5}\\b",
              "(?i:\\bconstraint failed\\b|\\bviolates \\w+(?: \\w+)? constraint\\b)",
              "(?i:\\bviolation of (?:unique|primary|foreign) (?:key|constraint)\\b)",
              "(?i:\\b(?:syntax error (?:at or )?near|no such (?:table|column))\\b)",
              "(?i:\\b(?:database|table) (?:file )?is locked\\b)"),
          Pattern.DOTALL);

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.errorBody().stream()
        .flatMap(error -> texts(error).stream())
        .filter(text -> exposesInternals(text, exchange))
        .map(text -> new Problem(text, "#/components/schemas/ErrorResponseBody"));
  }

  private static boolean exposesInternals(String text, ParsedExchange exchange) {
    return INTERNALS.matcher(text).results().anyMatch(found -> !isSent(found.group(), exchange));
  }

  /** Whether the client sent a text: in the path, a header field or the body, decoded or not. */
  private static boolean isSent(String text, ParsedExchange exchange) {
    Request request = exchange.request();
    Stream<String> headers = request.headers().fields().stream().map(Headers.Field::value);
    Stream<String> pathParameters =
        exchange.operation().stream()
            .flatMap(
                operation ->
                    exchange
                        .contract()
                        .pathParameters(operation, request.target())
                        .values()
                        .stream());
    JsonNode json = JsonBody.parse(request.body(), "").value();
    Stream<String> body = json == null ? Stream.of(request.body().text()) : texts(json).stream();
    return Stream.of(headers, pathParameters, body, Stream.of(request.target()))
        .flatMap(sent -> sent)
        .anyMatch(sent -> sent.contains(text));
  }

  /** Returns all strings and property names of a value, without recursion: it may be deep. */
  private static List<String> texts(JsonNode root) {
    List<String> texts = new ArrayList<>();
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode value = open.pop();
      if (value.isTextual()) {
        texts.add(value.textValue());
      }
      value.fieldNames().forEachRemaining(texts::add);
      value.forEach(open::push);
    }
    return texts;
  }
}
