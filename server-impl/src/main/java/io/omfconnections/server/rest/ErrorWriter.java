package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.generated.model.ErrorResponseBody;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Writes every error response with the standard error body, whichever layer detects the error:
 * Grizzly's HTTP parser ({@link StrictHttpAddOn}), the outermost handler ({@link RequestHandler}),
 * or a filter or resource in Jersey ({@link ErrorMapper}). The OAuth 2.0 errors of the token
 * endpoint are written by {@link IdentityResource}.
 */
final class ErrorWriter {
  private static final String RETRY_AFTER_SECONDS = "5";

  private final ObjectMapper mapper;

  ErrorWriter(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Returns the response to an error that a filter or resource has thrown. */
  static Response response(ApiException error, RequestContext context) {
    Response.ResponseBuilder response =
        Response.status(error.code().status()).entity(body(error, context.operationId()));
    headers(error, context).forEach(response::header);
    return response.build();
  }

  /** Writes the response to an error that is detected outside Jersey. */
  void write(ApiException error, RequestContext context) throws IOException {
    org.glassfish.grizzly.http.server.Response response = context.request().getResponse();
    response.setStatus(error.code().status());
    response.setHeader(HeaderNames.OPERATION_ID, context.operationId());
    headers(error, context).forEach(response::setHeader);
    response.getOutputStream().write(json(error, context.operationId()));
  }

  /**
   * Returns the response to a message that is not a valid HTTP request. Grizzly closes the
   * connection after it.
   */
  HttpContent content(ApiException error, String operationId, HttpResponsePacket response) {
    response.setHeader(HeaderNames.OPERATION_ID, operationId);
    response.setHeader(HttpHeaders.DATE, HttpDate.now());
    response.setContentType(MediaType.APPLICATION_JSON);
    byte[] body = json(error, operationId);
    return HttpContent.builder(response).content(Buffers.wrap(null, body)).last(true).build();
  }

  /** Returns the error body (schema {@code ErrorResponseBody}), with all five properties set. */
  static ErrorResponseBody body(ApiException error, String operationId) {
    ErrorCode code = error.code();
    return new ErrorResponseBody()
        .operationId(operationId)
        .error(code.error())
        .reason(error.reason())
        .resolution(code.resolution())
        .parameters(
            error.parameters().isEmpty()
                ? Map.of("status", Integer.toString(code.status()))
                : error.parameters());
  }

  private static Map<String, String> headers(ApiException error, RequestContext context) {
    Map<String, String> headers = new HashMap<>(error.headers());
    headers.put(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    if (error.code().status() == ErrorCode.SERVICE_UNAVAILABLE.status()) {
      headers.put(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (error.code() == ErrorCode.REQUEST_TIMEOUT
        || context.request().getHeader("Expect") != null
        || context.request().getContentLengthLong() > RestServer.MAX_BYTES_TO_SKIP) {
      // The client may still send the body, or omit it, so the start of the next request is
      // unknown (RFC 9110, sections 10.1.1 and 15.5.9); or the body is too long to be skipped.
      headers.put("Connection", "close");
    }
    return headers;
  }

  private byte[] json(ApiException error, String operationId) {
    try {
      return mapper.writeValueAsBytes(body(error, operationId));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("error bodies can always be serialized", e);
    }
  }
}
