package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces Grizzly's HTTP parser with a stricter one: rejects requests with ambiguous framing, and
 * sends the standard error body for malformed HTTP, where Grizzly would close the connection after
 * an empty response.
 */
final class StrictHttpAddOn implements AddOn {
  private static final Logger LOG = LoggerFactory.getLogger(StrictHttpAddOn.class);
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final String FAULT = StrictHttpAddOn.class.getName();

  private final ErrorWriter errors;

  StrictHttpAddOn(ErrorWriter errors) {
    this.errors = errors;
  }

  @Override
  public void setup(NetworkListener listener, FilterChainBuilder chain) {
    chain.set(chain.indexOfType(HttpServerFilter.class), new Codec(listener));
  }

  private final class Codec extends HttpServerFilter {
    @SuppressWarnings("deprecation") // the only constructor that accepts limits on header fields
    Codec(NetworkListener listener) {
      super(
          listener.isChunkingEnabled(),
          listener.getMaxHttpHeaderSize(),
          null,
          listener.getKeepAlive(),
          null,
          listener.getMaxRequestHeaders(),
          listener.getMaxResponseHeaders());
      setAllowPayloadForUndefinedHttpMethods(true);
      setMaxPayloadRemainderToSkip(RestServer.MAX_BYTES_TO_SKIP);
    }

    /**
     * Ignores the header field Upgrade, since no upgrade is supported (RFC 9110, section 7.8): with
     * it, Grizzly would omit the header fields that describe the body from the response.
     */
    @Override
    protected void onHttpHeadersParsed(
        HttpHeader request, MimeHeaders headers, FilterChainContext context) {
      request.getUpgradeDC().recycle();
      String fault = fault((HttpPacketParsing) request, headers);
      if (fault != null) {
        ((HttpRequestPacket) request).setAttribute(FAULT, fault);
        throw new IllegalArgumentException(fault);
      }
    }

    /**
     * Returns why the header section is malformed or ambiguous (framing, Host), or null. Grizzly
     * would accept such requests, and a proxy in front of the service could interpret them
     * differently, which is known as request smuggling (RFC 9112, sections 3.2, 6.1 and 11.2).
     */
    private static @Nullable String fault(HttpPacketParsing request, MimeHeaders headers) {
      for (String name : headers.names()) {
        if (!TOKEN.matcher(name).matches()) {
          return "has a malformed header field";
        }
      }
      List<String> codings = values(headers, "Transfer-Encoding");
      if (values(headers, HttpHeaders.HOST).size() > 1) {
        return "has more than one header field Host";
      }
      // Grizzly removes a Content-Length that precedes Transfer-Encoding, but counts it.
      boolean hasLength =
          request.getHeaderParsingState().contentLengthHeadersCount > 0
              || !values(headers, HttpHeaders.CONTENT_LENGTH).isEmpty();
      if (!codings.isEmpty() && hasLength) {
        return "has both Transfer-Encoding and Content-Length";
      }
      boolean supported = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
      return codings.isEmpty() || supported ? null : "has a Transfer-Encoding other than chunked";
    }

    private static List<String> values(MimeHeaders headers, String name) {
      List<String> values = new ArrayList<>();
      headers.values(name).forEach(values::add);
      return values;
    }

    /**
     * Expects a body whatever the method. Grizzly assumes that TRACE has none, and would parse its
     * body as the next request on the connection.
     */
    @Override
    protected boolean onHttpHeaderParsed(
        HttpHeader request, Buffer buffer, FilterChainContext context) {
      boolean parsed = super.onHttpHeaderParsed(request, buffer, context);
      Method method = ((HttpRequestPacket) request).getMethod();
      if (method.getPayloadExpectation() == Method.PayloadExpectation.NOT_ALLOWED
          && (request.isChunked() || request.getContentLength() > 0)) {
        request.setExpectContent(true);
      }
      return parsed;
    }

    @Override
    protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
      String operationId = UUID.randomUUID().toString();
      ErrorCode code =
          response.getStatus() == ErrorCode.HTTP_VERSION_UNSUPPORTED.status()
              ? ErrorCode.HTTP_VERSION_UNSUPPORTED
              : ErrorCode.HTTP_MALFORMED;
      Object fault = response.getRequest().getAttribute(FAULT);
      // Grizzly treats a request that ends before its version as HTTP/0.9, and would then omit
      // Content-Type.
      response.getRequest().setProtocol(Protocol.HTTP_1_1);
      LOG.atInfo()
          .addKeyValue("status", code.status())
          .addKeyValue(RequestLog.OPERATION_ID, operationId)
          .log("malformed request");
      return errors.content(
          new ApiException(
              code,
              "The message is not a valid HTTP/1.1 request, or its header fields are too large.",
              Map.of("request", fault == null ? "can't be parsed" : fault.toString())),
          operationId,
          response);
    }
  }
}
