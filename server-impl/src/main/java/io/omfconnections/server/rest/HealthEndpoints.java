package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.glassfish.grizzly.http.server.Response;

/** Endpoints for health checks. */
final class HealthEndpoints extends DirectEndpoint {
  /** The process runs, and handles requests. */
  static final String LIVE = "/health/live";

  /** The process can carry out operations: storage responds. */
  static final String READY = "/health/ready";

  static final List<Route> ROUTES =
      List.of(
          Route.of("GET", LIVE),
          Route.of("HEAD", LIVE),
          Route.of("GET", READY),
          Route.of("HEAD", READY));

  private final StorageCheck storage;

  HealthEndpoints(StorageCheck storage) {
    super(ROUTES);
    this.storage = storage;
  }

  /**
   * Responds to a health check: 200, or 503 if the service is not ready.
   *
   * @throws ApiException SERVICE_UNAVAILABLE if storage does not respond
   */
  @Override
  void respond(RequestContext context) throws IOException {
    if (READY.equals(context.template()) && !storage.responds()) {
      throw ApiException.unavailable(
          Rejection.STORAGE,
          "The service is not ready, because its storage does not respond.",
          Map.of("storage", "does not respond"));
    }
    Response response = context.request().getResponse();
    response.setContentType(MediaType.APPLICATION_JSON);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    String status = READY.equals(context.template()) ? "ready" : "live";
    response
        .getOutputStream()
        .write(("{\"status\":\"" + status + "\"}").getBytes(StandardCharsets.UTF_8));
  }
}
