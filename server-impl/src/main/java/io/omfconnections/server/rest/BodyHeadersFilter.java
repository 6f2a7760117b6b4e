package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the header fields whether the body of a request will be read, and up to which size.
 * Rejects an undocumented media type of an operation's body (415), and a declared length above the
 * maximum (400).
 */
final class BodyHeadersFilter implements RequestFilter {
  /** Maximum size of the form of a token request. */
  private static final long MAX_FORM_BYTES = 64 * 1024;

  /** Time for a token request, which needs no token itself. Shorter than the request timeout. */
  private static final Duration FORM_TIMEOUT = Duration.ofSeconds(5);

  private final long maxBytes;
  private final @Nullable MemoryBudget forms;

  /**
   * Creates the filter.
   *
   * @param maxBytes maximum size of the body of an operation
   * @param forms memory for the forms of token requests, whose callers are not authenticated yet;
   *     null if the service has no token endpoint
   */
  BodyHeadersFilter(long maxBytes, @Nullable MemoryBudget forms) {
    this.maxBytes = maxBytes;
    this.forms = forms;
  }

  @Override
  public void filter(RequestContext request) {
    Contract.Operation operation = request.operation();
    if (operation != null && operation.body() != null) {
      requireJson(request);
      request.expectBody(maxBytes);
    } else if (forms != null && IdentityResource.TOKEN.equals(request.template())) {
      requireNoCoding(request);
      request.expectBody(MAX_FORM_BYTES, forms.reservation());
      if (request.deadline().remaining().compareTo(FORM_TIMEOUT) > 0) {
        request.timeout(FORM_TIMEOUT);
      }
    }
    long declared = request.request().getContentLengthLong();
    if (request.maxBodyBytes() > 0 && declared > request.maxBodyBytes()) {
      throw BodyReader.tooLarge(request.maxBodyBytes());
    }
  }

  private static void requireJson(RequestContext request) {
    String value = request.header(HttpHeaders.CONTENT_TYPE);
    if (value == null || value.isBlank()) {
      throw unsupported("is missing");
    }
    MediaType type;
    try {
      type = MediaType.valueOf(value);
    } catch (IllegalArgumentException e) {
      throw unsupported("is not a media type");
    }
    if (!(type.getType() + "/" + type.getSubtype()).equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
      throw unsupported("is not application/json");
    }
    requireNoCoding(request);
    String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw unsupported("has a charset other than UTF-8");
    }
  }

  private static void requireNoCoding(RequestContext request) {
    String coding = request.header(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new ApiException(
          ErrorCode.UNSUPPORTED_CONTENT_CODING,
          "The body is sent with Content-Encoding "
              + RequestLog.printable(coding)
              + ", which the service does not support.",
          Map.of(HttpHeaders.CONTENT_ENCODING, "is not supported"));
    }
  }

  private static ApiException unsupported(String fault) {
    return new ApiException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "The body must be sent as application/json in UTF-8.",
        Map.of(HttpHeaders.CONTENT_TYPE, fault));
  }
}
