package io.omfconnections.server.rest;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;

/** Creates requests for tests of the filters. */
final class TestRequests {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private TestRequests() {}

  /** Returns a request to a path, with its context, as {@link RequestHandler} passes it on. */
  static ContainerRequest to(String method, String path) {
    HttpRequestPacket packet =
        HttpRequestPacket.builder()
            .method(method)
            .uri(path)
            .protocol(Protocol.HTTP_1_1)
            .host("localhost")
            .build();
    Request grizzly = Request.create();
    grizzly.initialize(packet, new FilterChainContext(), null);
    URI base = URI.create("http://localhost:8080/");
    ContainerRequest request =
        new ContainerRequest(
            base,
            URI.create("http://localhost:8080" + path),
            method,
            null,
            new MapPropertiesDelegate(),
            null);
    request.setProperty(RequestContext.class.getName(), new RequestContext(grizzly, TIMEOUT));
    return request;
  }

  /** Returns a request to an operation, as {@link RoutingFilter} passes it on. */
  static ContainerRequest of(Contract.Operation operation) {
    ContainerRequest request = to(operation.route().method(), "/");
    RequestContext.of(request).route(operation.route().template(), operation, Map.of());
    return request;
  }

  /** Returns the operation with the given {@code operationId}. */
  static Contract.Operation operation(Contract contract, String operationId) {
    return contract.operations().stream()
        .filter(operation -> Objects.equals(operation.operationId(), operationId))
        .findFirst()
        .orElseThrow();
  }
}
