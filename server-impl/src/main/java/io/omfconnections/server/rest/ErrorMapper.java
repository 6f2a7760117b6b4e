package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.omfconnections.server.connections.OperationException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong into the contract's error response. */
final class ErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private final Provider<ContainerRequestContext> context;

  @Inject
  ErrorMapper(Provider<ContainerRequestContext> context) {
    this.context = context;
  }

  @Override
  public Response toResponse(Throwable error) {
    Call call = Call.of(context.get());
    if (error instanceof ApiException e) {
      return response(call, e.code(), e.reason(), e.parameters(), e.headers());
    }
    if (error instanceof OperationException refusal) {
      ErrorCode code = documented(code(refusal), call);
      if (refusal.getCause() != null) {
        LOG.warn("{}", refusal.reason(), refusal.getCause());
      }
      Map<String, String> parameters =
          code == ErrorCode.REQUEST_TIMEOUT
              ? Map.of(Headers.REQUEST_TIMEOUT, refusal.reason())
              : refusal.parameters();
      return response(call, code, refusal.reason(), parameters, Map.of());
    }
    if (error instanceof JsonProcessingException e) {
      // What is read as a tree may be too long a number to be read as a model.
      return response(
          call,
          ErrorCode.BODY_MALFORMED,
          "The body can't be read as the contract's schema.",
          Map.of("body", e.getOriginalMessage()),
          Map.of());
    }
    if (error instanceof WebApplicationException e && e.getResponse().getStatus() < 500) {
      // Ours never throw it; routing is done before Jersey's, so this is what slipped through it.
      return response(
          call, ErrorCode.ADDRESS_UNKNOWN, "There is nothing at this address.", Map.of(), Map.of());
    }
    LOG.error("The request failed by a defect of the service", error);
    return response(
        call,
        ErrorCode.INTERNAL_ERROR,
        "The service failed. The cause stands in its log under the OperationId.",
        Map.of("OperationId", call.operationId()),
        Map.of());
  }

  private static ErrorCode code(OperationException refusal) {
    return switch (refusal.kind()) {
      case INVALID -> ErrorCode.REQUEST_INVALID;
      case FORBIDDEN -> ErrorCode.FORBIDDEN;
      case NOT_FOUND -> ErrorCode.NOT_FOUND;
      case TIMED_OUT -> ErrorCode.REQUEST_TIMEOUT;
      case UNAVAILABLE -> ErrorCode.SERVICE_UNAVAILABLE;
      case STORAGE_TIMED_OUT -> ErrorCode.GATEWAY_TIMEOUT;
    };
  }

  /** Get Owner documents no 504: what would be one is a 503 there. */
  private static ErrorCode documented(ErrorCode code, Call call) {
    Contract.Operation operation = call.operation();
    return code == ErrorCode.GATEWAY_TIMEOUT
            && operation != null
            && !operation.documents(code.status())
        ? ErrorCode.SERVICE_UNAVAILABLE
        : code;
  }

  private static Response response(
      Call call,
      ErrorCode code,
      String reason,
      Map<String, String> parameters,
      Map<String, String> headers) {
    Response.ResponseBuilder response =
        Response.status(code.status())
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(ErrorBodies.build(code, call.operationId(), reason, parameters));
    headers.forEach(response::header);
    if (code == ErrorCode.SERVICE_UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, Headers.RETRY_AFTER_SECONDS);
    }
    if (code == ErrorCode.REQUEST_TIMEOUT || call.mayHoldBackBody()) {
      // The rest of the body may still be on its way (RFC 9110, section 15.5.9).
      response.header("Connection", "close");
    }
    return response.build();
  }
}
