package io.omfconnections.server.rest;

import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.Request;

/** Creates requests for tests of the filters. */
final class TestRequests {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private TestRequests() {}

  /** Returns a request to a path, as {@link RequestHandler} passes it on. */
  static RequestContext to(String method, String path) {
    return to(method, path, DirectoryFile.development());
  }

  private static RequestContext to(String method, String path, TenantDirectory directory) {
    HttpRequestPacket packet =
        HttpRequestPacket.builder()
            .method(method)
            .uri(path)
            .protocol(Protocol.HTTP_1_1)
            .host("localhost")
            .build();
    Request grizzly = Request.create();
    grizzly.initialize(packet, new FilterChainContext(), null);
    RequestContext request =
        new RequestContext(grizzly, TIMEOUT, new MemoryBudget(0).reservation());
    request.directory(directory);
    return request;
  }

  /** Returns a request to an operation, as {@link RoutingFilter} passes it on. */
  static RequestContext of(Contract.Operation operation) {
    return of(operation, DirectoryFile.development());
  }

  /** As {@link #of(Contract.Operation)}, to a service with other tenants. */
  static RequestContext of(Contract.Operation operation, TenantDirectory directory) {
    RequestContext request = to(operation.route().method(), "/", directory);
    request.route(operation.route().template(), operation, Map.of(), "/");
    return request;
  }

  /** Adds a header field to a request. */
  static void addHeader(RequestContext request, String name, String value) {
    request.request().getRequest().addHeader(name, value);
  }

  /** Returns the operation with the given {@code operationId}. */
  static Contract.Operation operation(Contract contract, String operationId) {
    return contract.operations().stream()
        .filter(operation -> Objects.equals(operation.operationId(), operationId))
        .findFirst()
        .orElseThrow();
  }
}
