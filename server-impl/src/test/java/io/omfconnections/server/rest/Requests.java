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

/** Makes requests for tests of the filters. */
final class Requests {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Requests() {}

  /** A request for an address, with its call, as the filters get it. */
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
    request.setProperty(Call.class.getName(), new Call(grizzly, LIMIT));
    return request;
  }

  /** A request for an operation, as the filters after the routing get it. */
  static ContainerRequest of(Contract.Operation operation) {
    ContainerRequest request = to(operation.route().method(), "/");
    Call.of(request).route(operation.route().template(), operation, Map.of());
    return request;
  }

  /** The operation with this name. */
  static Contract.Operation operation(Contract contract, String operationId) {
    return contract.operations().stream()
        .filter(operation -> Objects.equals(operation.operationId(), operationId))
        .findFirst()
        .orElseThrow();
  }
}
