package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation that a request addresses, and the path in the form that the JAX-RS resource
 * declares. JAX-RS matches paths exactly; the API accepts literal segments in any case, a trailing
 * slash, and every version.
 */
final class RoutingFilter implements RequestFilter {
  /**
   * An endpoint of the service.
   *
   * @param route the route that clients use
   * @param resource the route that the JAX-RS resource declares
   * @param operation the contract's operation; null for an endpoint outside the contract
   */
  private record Endpoint(Route route, Route resource, Contract.@Nullable Operation operation) {}

  private final List<Endpoint> endpoints = new ArrayList<>();

  RoutingFilter(Contract contract, List<Route> routesOutsideContract) {
    for (String basePath : contract.basePaths()) {
      for (Contract.Operation operation : contract.operations()) {
        Route route = operation.route();
        endpoints.add(
            new Endpoint(Route.of(route.method(), basePath + route.template()), route, operation));
      }
    }
    addOutsideContract(routesOutsideContract);
  }

  /** Creates a filter without the contract. */
  RoutingFilter(List<Route> routes) {
    addOutsideContract(routes);
  }

  private void addOutsideContract(List<Route> routes) {
    routes.forEach(route -> endpoints.add(new Endpoint(route, route, null)));
  }

  @Override
  public void filter(RequestContext request) {
    String path = request.path();
    List<String> segments = request.pathSegments();
    Set<String> allowed = new TreeSet<>();
    for (Endpoint endpoint : endpoints) {
      Route route = endpoint.route();
      List<String> values = route.match(segments);
      if (values == null) {
        continue;
      }
      if (route.method().equals(request.method())) {
        request.route(
            route.template(),
            endpoint.operation(),
            route.named(values),
            resourcePath(endpoint.resource(), values));
        return;
      }
      allowed.add(route.method());
      request.template(route.template());
    }
    if (allowed.isEmpty()) {
      throw path.startsWith("//") ? ApiException.leadingSlashes() : ApiException.unknownPath();
    }
    String methods = String.join(", ", allowed);
    throw new ApiException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "This path does not support the method " + RequestLog.printable(request.method()) + ".",
        Map.of("method", "must be one of " + methods),
        Map.of(HttpHeaders.ALLOW, methods));
  }

  /** Encodes a path parameter. Encodes dots, too, so that "." and ".." are not resolved. */
  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace(".", "%2E");
  }

  private static String resourcePath(Route resource, List<String> values) {
    StringBuilder path = new StringBuilder();
    Iterator<String> next = values.iterator();
    for (String segment : resource.segments()) {
      path.append("/").append(Route.isParameter(segment) ? encode(next.next()) : segment);
    }
    return path.toString();
  }
}
