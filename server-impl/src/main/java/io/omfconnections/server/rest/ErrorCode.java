package io.omfconnections.server.rest;

import java.util.HashSet;
import java.util.Set;

/**
 * The errors with the standard error body: for each, the status code and the texts that do not
 * depend on the request. Loading the class fails if two errors have the same name. The OAuth 2.0
 * errors of the token endpoint are not among them; {@link IdentityResource} writes those.
 */
enum ErrorCode {
  /** The body is not well-formed JSON, or violates a rule of the contract on JSON text. */
  BODY_MALFORMED(400, "Malformed body", "Send exactly one JSON value, encoded in UTF-8."),
  /** The body exceeds the configured size. */
  BODY_TOO_LARGE(400, "Body too large", "Send a smaller body."),
  /** The body violates the contract's schema. */
  BODY_INVALID(
      400, "Invalid body", "Correct the properties named in Parameters, and send it again."),
  /** A header field has an invalid value. */
  HEADER_INVALID(
      400, "Invalid header", "Correct the header field named in Parameters, or leave it out."),
  /** The values are well-formed, but the operation rejects them. */
  REQUEST_INVALID(
      400,
      "Invalid request",
      "Correct the values named in Parameters, and send the request again."),
  /** The bytes received are not a valid HTTP request. */
  HTTP_MALFORMED(400, "Malformed request", "Send a valid HTTP/1.1 request."),
  /** The access token is missing or not accepted. */
  UNAUTHORIZED(
      401,
      "Unauthorized",
      "Request a token from the token_endpoint given by"
          + " /identity/.well-known/openid-configuration, and send it in the header field"
          + " Authorization: Bearer."),
  /** The caller lacks a right. */
  FORBIDDEN(
      403,
      "Forbidden",
      "Ask a user with the right ManageAccessControl to grant the missing right."),
  /** The access token belongs to another tenant. */
  OTHER_TENANT(403, "Other tenant", "Use an access token of the tenant named in the path."),
  /** The request comes from a page in a browser, and its origin is not allowed. */
  PAGE_FORBIDDEN(
      403,
      "Page forbidden",
      "Send the request from a program, or start the server with --cors-origin and the origin of"
          + " the page."),
  /** The namespace or connection does not exist. */
  NOT_FOUND(404, "Resource not found", "Check the identifiers in the path."),
  /** The path does not exist. */
  PATH_UNKNOWN(404, "Path not found", "Check the path in the API description."),
  /** The path exists, but does not support this method. */
  METHOD_NOT_ALLOWED(
      405, "Method not allowed", "Use one of the methods listed in the header field Allow."),
  /** The request was not completed in time. */
  REQUEST_TIMEOUT(
      408,
      "Request timeout",
      "Send the request again, or allow more time with the header field Request-Timeout."),
  /** The body is not sent as JSON. */
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported media type", "Send the body as Content-Type: application/json."),
  /** The body is compressed or otherwise encoded. */
  UNSUPPORTED_CONTENT_CODING(
      415,
      "Unsupported content coding",
      "Send the body as it is, without Content-Encoding: switch off the compression of requests in"
          + " the HTTP client, for example OkHttp's interceptor that compresses with gzip, Apache"
          + " HttpClient's GzipCompressingEntity, or gzip.compress before a call of Python's"
          + " requests."),
  /** A defect of the service. */
  INTERNAL_ERROR(
      500, "Internal server error", "Report the OperationId to the operator of the service."),
  /** The service is overloaded, or something that it depends on is unavailable. */
  SERVICE_UNAVAILABLE(
      503,
      "Service unavailable",
      "Send the request again after the number of seconds given in the header field Retry-After."),
  /** Storage failed while a change was committed. */
  OUTCOME_UNKNOWN(
      503,
      "Outcome unknown",
      "Get the resource after the number of seconds given in the header field Retry-After, to see"
          + " whether the change was made."),
  /** Storage did not respond in time. */
  GATEWAY_TIMEOUT(504, "Gateway timeout", "Send the request again later."),
  /** The service has no resource that supports the method. */
  METHOD_NOT_IMPLEMENTED(
      501, "Method not implemented", "Use one of the methods in the API description."),
  /** The HTTP version is not supported. */
  HTTP_VERSION_UNSUPPORTED(505, "HTTP version not supported", "Use HTTP/1.1.");

  static {
    Set<String> seen = new HashSet<>();
    for (ErrorCode code : values()) {
      if (code.status < 400 || code.status > 599 || code.resolution.isBlank()) {
        throw new AssertionError(code + " lacks an error status or a resolution");
      }
      if (!seen.add(code.error)) {
        throw new AssertionError("two error codes have the name " + code.error);
      }
    }
  }

  private final int status;
  private final String error;
  private final String resolution;

  ErrorCode(int status, String error, String resolution) {
    this.status = status;
    this.error = error;
    this.resolution = resolution;
  }

  /** Returns the HTTP status code. */
  int status() {
    return status;
  }

  /** Returns the name of the error, which is the property {@code Error} of the error body. */
  String error() {
    return error;
  }

  /** Returns what the client can do, which is the property {@code Resolution}. */
  String resolution() {
    return resolution;
  }
}
