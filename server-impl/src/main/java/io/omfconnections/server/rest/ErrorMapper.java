package io.omfconnections.server.rest;

import io.omfconnections.server.connections.OperationException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps every exception that a filter or resource throws to the contract's error response. */
final class ErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private final Provider<ContainerRequestContext> context;

  @Inject
  ErrorMapper(Provider<ContainerRequestContext> context) {
    this.context = context;
  }

  @Override
  public Response toResponse(Throwable failure) {
    RequestContext request = RequestContext.of(context.get());
    return ErrorWriter.response(apiException(failure, request), request);
  }

  /** Returns the error of the contract for an exception. Logs exceptions that have a cause. */
  static ApiException apiException(Throwable failure, RequestContext request) {
    ApiException error = map(failure, request);
    request.rejection(error.rejection());
    return error;
  }

  private static ApiException map(Throwable failure, RequestContext request) {
    if (failure instanceof ApiException e) {
      return e;
    }
    if (failure instanceof OperationException exception) {
      if (exception.getCause() != null) {
        LOG.warn("{}", exception.reason(), exception.getCause());
      }
      ErrorCode code = code(exception, request);
      // The package connections has no name for the header field that sets the deadline.
      Map<String, String> parameters =
          code == ErrorCode.REQUEST_TIMEOUT
              ? Map.of(HeaderNames.REQUEST_TIMEOUT, exception.reason())
              : exception.parameters();
      return switch (code) {
        case SERVICE_UNAVAILABLE ->
            // Before the caller is known, a request uses nothing but the keys of the token issuer.
            ApiException.unavailable(
                request.identityIfKnown() == null && request.operation() != null
                    ? Rejection.TOKEN_KEYS
                    : Rejection.STORAGE,
                exception.reason(),
                parameters);
        case GATEWAY_TIMEOUT, OUTCOME_UNKNOWN ->
            ApiException.storageFailed(code, exception.reason(), parameters);
        default -> new ApiException(code, exception.reason(), parameters);
      };
    }
    if (failure instanceof WebApplicationException e && e.getResponse().getStatus() < 500) {
      // Thrown by Jersey only, for requests that RoutingFilter accepts and Jersey does not match.
      return ApiException.unknownPath();
    }
    FatalErrors.report(failure);
    LOG.error("The request failed because of a defect of the service", failure);
    return ApiException.internalError(request.operationId());
  }

  private static ErrorCode code(OperationException exception, RequestContext request) {
    return switch (exception.kind()) {
      case INVALID -> ErrorCode.REQUEST_INVALID;
      case FORBIDDEN -> ErrorCode.FORBIDDEN;
      case NOT_FOUND -> ErrorCode.NOT_FOUND;
      case TIMED_OUT -> ErrorCode.REQUEST_TIMEOUT;
      case UNAVAILABLE -> ErrorCode.SERVICE_UNAVAILABLE;
      case STORAGE_TIMED_OUT -> storageTimeout(request.operation());
      case OUTCOME_UNKNOWN -> ErrorCode.OUTCOME_UNKNOWN;
    };
  }

  /** Operations without a documented 504 get 503 instead (Get Owner). */
  private static ErrorCode storageTimeout(Contract.@Nullable Operation operation) {
    ErrorCode code = ErrorCode.GATEWAY_TIMEOUT;
    return operation == null || operation.documents(code.status())
        ? code
        : ErrorCode.SERVICE_UNAVAILABLE;
  }
}
