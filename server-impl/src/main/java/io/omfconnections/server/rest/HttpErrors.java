package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
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
import org.glassfish.grizzly.memory.Buffers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what is no HTTP request at all, in the same form as any other error. Grizzly would close
 * with an empty body.
 */
final class HttpErrors implements AddOn {
  private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final String FAULT = HttpErrors.class.getName();

  private final ObjectMapper mapper;

  HttpErrors(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public void setup(NetworkListener listener, FilterChainBuilder chain) {
    chain.set(chain.indexOfType(HttpServerFilter.class), new Codec(listener));
  }

  private final class Codec extends HttpServerFilter {
    @SuppressWarnings("deprecation") // the only constructor that takes the limits of headers
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
     * No upgrade is offered, so a request for one is served as if it had not asked (RFC 9110,
     * section 7.8). Grizzly would leave the headers that describe the body out of its answer.
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
     * What leaves open where the request ends, or whom it is for: a proxy in front of the service
     * could take it for another request than the service does (RFC 9112, sections 3.2, 6.1 and
     * 11.2). Grizzly would choose.
     */
    private static @Nullable String fault(HttpPacketParsing request, MimeHeaders headers) {
      for (String name : headers.names()) {
        if (!TOKEN.matcher(name).matches()) {
          return "has a line among its headers that is none";
        }
      }
      List<String> codings = values(headers, "Transfer-Encoding");
      if (values(headers, HttpHeaders.HOST).size() > 1) {
        return "has more than one header Host";
      }
      // A length that came before the coding is counted, but is no header any more.
      boolean hasLength =
          request.getHeaderParsingState().contentLengthHeadersCount > 0
              || !values(headers, HttpHeaders.CONTENT_LENGTH).isEmpty();
      if (!codings.isEmpty() && hasLength) {
        return "has both Transfer-Encoding and Content-Length";
      }
      boolean known = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
      return codings.isEmpty() || known ? null : "has a Transfer-Encoding other than chunked";
    }

    private static List<String> values(MimeHeaders headers, String name) {
      List<String> values = new ArrayList<>();
      headers.values(name).forEach(values::add);
      return values;
    }

    /**
     * A body is one, whatever the method: Grizzly holds that TRACE has none, and would take what
     * came as one for the next request of the connection.
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
      byte[] body;
      try {
        body =
            mapper.writeValueAsBytes(
                ErrorBodies.build(
                    code,
                    operationId,
                    "What arrived is not an HTTP/1.1 request with headers of a usual size.",
                    Map.of("request", fault == null ? "can't be read" : fault.toString())));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
      // What breaks off before its version counts as HTTP/0.9, whose answers have no Content-Type.
      response.getRequest().setProtocol(Protocol.HTTP_1_1);
      response.setHeader(Headers.OPERATION_ID, operationId);
      response.setContentType(MediaType.APPLICATION_JSON);
      LOG.info("request that is not HTTP, status {}, operationId {}", code.status(), operationId);
      return HttpContent.builder(response).content(Buffers.wrap(null, body)).last(true).build();
    }
  }
}
