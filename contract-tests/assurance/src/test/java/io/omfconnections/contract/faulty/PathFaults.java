package io.omfconnections.contract.faulty;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Faults in how request paths and query strings are matched. */
final class PathFaults {
  private PathFaults() {}

  /** Returns 404 for paths with a trailing slash. */
  static Fault rejectsTrailingSlash() {
    return targets(target -> target.endsWith("/") ? target + "none" : target);
  }

  /** Matches the fixed segments of paths case-sensitively. */
  static Fault matchesFixedSegmentsCaseSensitively() {
    Set<String> segments =
        MessageChanges.CONTRACT.operations().stream()
            .flatMap(operation -> Arrays.stream(operation.path().split("/", -1)))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> lowerCase =
        segments.stream()
            .map(segment -> segment.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(HashSet::new));
    Predicate<String> otherCase =
        segment ->
            lowerCase.contains(segment.toLowerCase(Locale.ROOT)) && !segments.contains(segment);
    return targets(
        target -> Arrays.stream(target.split("/", -1)).anyMatch(otherCase) ? "/none" : target);
  }

  /** Supports v1 of the API only. */
  static Fault supportsV1Only() {
    return targets(target -> target.startsWith("/api/v2-preview/") ? "/none" : target);
  }

  /** Ignores unknown segments after a connection's path. */
  static Fault ignoresExtraSegments() {
    return targets(
        target ->
            target.replaceFirst("(/omfConnections/[0-9a-f-]{36})/(?!owner|access)[a-z]+$", "$1"));
  }

  /** Matches the tenant's identifier case-insensitively. */
  static Fault matchesTenantCaseInsensitively() {
    return MessageChanges.requests(
        request ->
            TokenIdentity.of(request)
                .map(
                    caller ->
                        request.withTarget(
                            request
                                .target()
                                .replaceFirst(
                                    "(?i)" + Pattern.quote(caller.tenant()),
                                    Matcher.quoteReplacement(caller.tenant()))))
                .orElse(request));
  }

  /** Matches a connection's identifier case-insensitively in the paths below the connection. */
  static Fault matchesConnectionCaseInsensitively() {
    Pattern identifier = Pattern.compile("(?<=/omfConnections/)[0-9A-F-]{36}(?=/)");
    return targets(
        target ->
            identifier.matcher(target).replaceAll(match -> match.group().toLowerCase(Locale.ROOT)));
  }

  /** Does not decode percent-encoded namespaces. */
  static Fault doesNotDecodeNamespaces() {
    return targets(
        target ->
            target.matches("/api/[^/]+/tenants/[^/]+/namespaces/[^/]*%.*")
                ? target.replaceFirst("/namespaces/[^/]+", "/namespaces/none")
                : target);
  }

  /** Returns 400 instead of 404 for an unknown identifier of more than 255 characters. */
  static Fault rejectsLongIdentifiers() {
    return MessageChanges.responses(
        (request, response) ->
            response.status() == 404 && request.target().matches(".*/[^/]{256,}"),
        response -> MessageChanges.withStatus(response, MessageChanges.BAD_REQUEST));
  }

  /** Lists one connection when the query string says {@code count=1}. */
  static Fault honoursPaging() {
    return MessageChanges.responses(
        (request, response) ->
            MessageChanges.operation(request).equals("getOmfConnections")
                && request.target().contains("count=1"),
        response ->
            MessageChanges.withJson(
                response,
                json -> {
                  ArrayNode results = json.withArray("Results");
                  while (results.size() > 1) {
                    results.remove(1);
                  }
                }));
  }

  private static Fault targets(UnaryOperator<String> change) {
    return MessageChanges.requests(
        (Request request) -> request.withTarget(change.apply(request.target())));
  }
}
