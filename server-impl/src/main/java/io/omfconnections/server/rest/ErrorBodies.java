package io.omfconnections.server.rest;

import io.omfconnections.generated.model.ErrorResponseBody;
import java.util.Map;

/** The one builder of error bodies. */
final class ErrorBodies {
  private ErrorBodies() {}

  /**
   * A body with all five members filled.
   *
   * @param operationId the request's operation id
   * @param reason what was wrong with this request
   * @param parameters what was at fault, by name; where nothing is, the status stands in
   */
  static ErrorResponseBody build(
      ErrorCode code, String operationId, String reason, Map<String, String> parameters) {
    return new ErrorResponseBody()
        .operationId(operationId)
        .error(code.error())
        .reason(reason)
        .resolution(code.resolution())
        .parameters(
            parameters.isEmpty() ? Map.of("status", Integer.toString(code.status())) : parameters);
  }
}
