package io.omfconnections.server.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a request means, and rewrites its address to the contract's own
 * spelling, so that JAX-RS, which compares letter by letter, finds it too: fixed words in any case,
 * a trailing slash tolerated, every version.
 */
@PreMatching
@Priority(FilterOrder.ROUTING)
final class RoutingFilter implements ContainerRequestFilter {
  /**
   * An address that is served.
   *
   * @param full what callers send
   * @param template the same, for the log
   * @param resource what the JAX-RS resource is declared with
   * @param operation the contract's operation, or null outside the contract
   */
  private record Target(
      Route full, String template, Route resource, Contract.@Nullable Operation operation) {}

  private final List<Target> targets = new ArrayList<>();

  RoutingFilter(Contract contract, List<Route> routesOutsideTheContract) {
    for (String basePath : contract.basePaths()) {
      for (Contract.Operation operation : contract.operations()) {
        Route route = operation.route();
        String template = basePath + route.template();
        targets.add(new Target(Route.of(route.method(), template), template, route, operation));
      }
    }
    routesOutsideTheContract.forEach(
        route -> targets.add(new Target(route, route.template(), route, null)));
  }

  @Override
  public void filter(ContainerRequestContext context) {
    // A request whose Accept excludes JSON still gets JSON.
    context.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
    List<String> segments = segments(context.getUriInfo().getRequestUri().getRawPath());
    Set<String> allowed = new TreeSet<>();
    for (Target target : targets) {
      List<String> identifiers = target.full().match(segments);
      if (identifiers == null) {
        continue;
      }
      if (target.full().method().equals(context.getMethod())) {
        Call.of(context)
            .route(target.template(), target.operation(), target.full().named(identifiers));
        context.setRequestUri(address(context, target.resource(), identifiers));
        return;
      }
      allowed.add(target.full().method());
      Call.of(context).route(target.template(), null, Map.of());
    }
    if (allowed.isEmpty()) {
      throw addressUnknown();
    }
    String methods = String.join(", ", allowed);
    throw new ApiException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "The contract has no " + context.getMethod() + " at this address.",
        Map.of("method", "must be one of " + methods),
        Map.of(HttpHeaders.ALLOW, methods));
  }

  /** The error for an address that is none of ours. */
  static ApiException addressUnknown() {
    return new ApiException(
        ErrorCode.ADDRESS_UNKNOWN,
        "The contract has no such address.",
        Map.of("address", "is not one of the contract"));
  }

  private static List<String> segments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return Arrays.stream(path.split("/", -1))
        // Only in forms does a plus mean a space.
        .map(raw -> URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  /** Dots, too: an identifier that is "." or ".." names nothing else. */
  private static String encode(String identifier) {
    return URLEncoder.encode(identifier, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace(".", "%2E");
  }

  private static URI address(
      ContainerRequestContext context, Route resource, List<String> identifiers) {
    StringBuilder path = new StringBuilder();
    Iterator<String> next = identifiers.iterator();
    for (String word : resource.words()) {
      path.append(path.isEmpty() ? "" : "/")
          .append(Route.isIdentifier(word) ? encode(next.next()) : word);
    }
    return context.getUriInfo().getBaseUri().resolve(path.toString());
  }
}
