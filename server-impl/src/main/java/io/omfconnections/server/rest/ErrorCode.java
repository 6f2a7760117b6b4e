package io.omfconnections.server.rest;

import java.util.HashSet;
import java.util.Set;

/**
 * Every kind of error that a caller can see, with its status and the words that are the same each
 * time. Checks itself when it is loaded.
 */
enum ErrorCode {
  /** The body is not JSON, or not as the contract wants its text to be. */
  BODY_MALFORMED(400, "Malformed body", "Send one JSON value, in UTF-8, as the contract says."),
  /** The body is larger than the service takes. */
  BODY_TOO_LARGE(400, "Body too large", "Send a smaller body."),
  /** The contract's schema rejects the body. */
  BODY_INVALID(
      400, "Invalid body", "Correct the members that Parameters names, and send it again."),
  /** A header's value is wrong. */
  HEADER_INVALID(
      400, "Invalid header", "Correct the header that Parameters names, or leave it out."),
  /** What was asked can't be done with these values. */
  REQUEST_INVALID(
      400, "Invalid request", "Correct what Parameters names, and send the request again."),
  /** The bytes are not an HTTP request. */
  HTTP_MALFORMED(400, "Malformed request", "Send a request that follows HTTP/1.1."),
  /** No token, or one that is not accepted. */
  UNAUTHORIZED(
      401,
      "Unauthorized",
      "Get a token as /identity/.well-known/openid-configuration says, and send it in the header"
          + " Authorization: Bearer."),
  /** The caller may not do this. */
  FORBIDDEN(
      403, "Forbidden", "Ask someone who has ManageAccessControl for the right that is missing."),
  /** A token of another tenant. */
  OTHER_TENANT(403, "Other tenant", "Use a token of the tenant that the address names."),
  /** No such namespace or connection. */
  NOT_FOUND(404, "Resource not found", "Check the identifiers in the address."),
  /** An address that the contract does not have. */
  ADDRESS_UNKNOWN(404, "Address not found", "Check the address against the contract."),
  /** An address of the contract, with a method that it does not have there. */
  METHOD_NOT_ALLOWED(405, "Method not allowed", "Use one of the methods that Allow lists."),
  /** The request was not done in time. */
  REQUEST_TIMEOUT(
      408, "Request timeout", "Send it again, or give it more time with Request-Timeout."),
  /** The body is not sent as JSON. */
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported media type", "Send the body with Content-Type: application/json."),
  /** A defect of ours. */
  INTERNAL_ERROR(500, "Internal server error", "Tell the operator of the service the OperationId."),
  /** Something that the service needs is away, or it has too much to do. */
  SERVICE_UNAVAILABLE(
      503, "Service unavailable", "Send it again after the seconds of Retry-After."),
  /** Storage did not answer in time. */
  GATEWAY_TIMEOUT(504, "Gateway timeout", "Send it again later."),
  /** A version of HTTP that is not served. */
  HTTP_VERSION_UNSUPPORTED(505, "HTTP version not supported", "Use HTTP/1.1.");

  static {
    Set<String> seen = new HashSet<>();
    for (ErrorCode code : values()) {
      if (code.status < 400 || code.status > 599 || code.resolution.isBlank()) {
        throw new AssertionError(code + " is no error");
      }
      if (!seen.add(code.error)) {
        throw new AssertionError("two errors are called " + code.error);
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

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The short name of the error, for the member Error. */
  String error() {
    return error;
  }

  /** What to do about it, for the member Resolution. */
  String resolution() {
    return resolution;
  }
}
