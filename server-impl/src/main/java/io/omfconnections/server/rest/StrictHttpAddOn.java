package io.omfconnections.server.rest;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.ChunkedTransferEncoding;
import org.glassfish.grizzly.http.HttpBrokenContentException;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.ParsingResult;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.TransferEncoding;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.memory.MemoryManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces Grizzly's HTTP parser with a stricter one: rejects requests with ambiguous framing, and
 * sends the standard error body for malformed HTTP, where Grizzly would close the connection after
 * an empty response.
 */
final class StrictHttpAddOn implements AddOn {
  private static final Logger LOG = LoggerFactory.getLogger(StrictHttpAddOn.class);
  private static final String HEAD = RequestHead.class.getName();
  private static final String FAULT = StrictHttpAddOn.class.getName();

  private final ErrorWriter errors;
  private final Timer timer;

  /**
   * Creates the add-on.
   *
   * @param timer waits for clients before their connections are closed
   */
  StrictHttpAddOn(ErrorWriter errors, Timer timer) {
    this.errors = errors;
    this.timer = timer;
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
      for (TransferEncoding encoding : getTransferEncodings()) {
        if (encoding instanceof ChunkedTransferEncoding chunked) {
          removeTransferEncoding(chunked);
          addTransferEncoding(new StrictChunkedEncoding(chunked));
        }
      }
    }

    /** Checks the head as it arrives, and has Grizzly parse it when it is complete. */
    @Override
    protected boolean decodeHttpPacket(
        FilterChainContext context, HttpPacketParsing packet, Buffer input) {
      HttpRequestPacket request = (HttpRequestPacket) packet;
      RequestHead head = (RequestHead) request.getAttribute(HEAD);
      if (head == null) {
        head = new RequestHead(input.position(), maxHeadersSize);
        request.setAttribute(HEAD, head);
      }
      if (!head.read(input)) {
        return false;
      }
      HeaderParsingState state = packet.getHeaderParsingState();
      state.start = head.start();
      state.offset = head.start();
      state.packetLimit = head.start() + maxHeadersSize + 1;
      return super.decodeHttpPacket(context, packet, input);
    }

    /**
     * Treats the versions after HTTP/1.1 that have the same major number as HTTP/1.1 (RFC 9110,
     * section 2.5). Grizzly would reject them.
     */
    @Override
    protected void onInitialLineParsed(HttpHeader request, FilterChainContext context) {
      RequestHead head = (RequestHead) ((HttpRequestPacket) request).getAttribute(HEAD);
      request.setProtocol(head.isHttp10() ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1);
    }

    /**
     * Ignores the header field Upgrade, since no upgrade is supported (RFC 9110, section 7.8): with
     * it, Grizzly would omit the header fields that describe the body from the response.
     */
    @Override
    protected void onHttpHeadersParsed(
        HttpHeader request, MimeHeaders headers, FilterChainContext context) {
      request.getUpgradeDC().recycle();
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
    protected void onHttpHeaderError(
        HttpHeader request, FilterChainContext context, Throwable cause) throws IOException {
      ((HttpRequestPacket) request).setAttribute(FAULT, cause);
      // Not as the superclass, which closes the connection at once.
      HttpResponsePacket response = ((HttpRequestPacket) request).getResponse();
      context
          .getConnection()
          .setWriteTimeout(RestServer.SHORT_WRITE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      context.write(null, encodeHttpPacket(context, customizeErrorResponse(response)), null, true);
      LingeringClose.start(context.getConnection(), timer);
    }

    @Override
    protected void onHttpContentError(
        HttpHeader request, FilterChainContext context, Throwable cause) throws IOException {
      ((HttpRequestPacket) request).setAttribute(FAULT, cause.getCause());
      super.onHttpContentError(request, context, cause);
    }

    @Override
    protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
      String operationId = UUID.randomUUID().toString();
      Object cause = response.getRequest().getAttribute(FAULT);
      MalformedHttpException fault =
          cause instanceof MalformedHttpException malformed
              ? malformed
              : new MalformedHttpException("can't be parsed");
      response.setStatus(fault.code().status());
      // Grizzly treats a request that ends before its version as HTTP/0.9, and would then omit
      // Content-Type. The response to CONNECT would have no length.
      HttpRequestPacket request = response.getRequest();
      request.setProtocol(Protocol.HTTP_1_1);
      if (request.getMethodDC().isNull() || request.getMethod() != Method.HEAD) {
        request.setMethod(Method.GET);
      }
      LOG.atInfo()
          .addKeyValue("status", fault.code().status())
          .addKeyValue(RequestLog.OPERATION_ID, operationId)
          .log("malformed request");
      return errors.content(
          new ApiException(
              fault.code(),
              "The service does not process this message, because it " + fault.getMessage() + ".",
              Map.of("request", String.valueOf(fault.getMessage()))),
          operationId,
          response);
    }
  }

  /** Decodes chunked bodies with {@link ChunkedDecoder}; Grizzly encodes. */
  private static final class StrictChunkedEncoding implements TransferEncoding {
    private static final String DECODER = ChunkedDecoder.class.getName();

    private final ChunkedTransferEncoding encoder;

    StrictChunkedEncoding(ChunkedTransferEncoding encoder) {
      this.encoder = encoder;
    }

    @Override
    public ParsingResult parsePacket(
        FilterChainContext context, HttpHeader request, Buffer buffer) {
      ChunkedDecoder decoder = (ChunkedDecoder) ((HttpRequestPacket) request).getAttribute(DECODER);
      if (decoder == null) {
        decoder = new ChunkedDecoder();
        ((HttpRequestPacket) request).setAttribute(DECODER, decoder);
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      ChunkedDecoder.Part part;
      try {
        part = decoder.decode(bytes);
      } catch (MalformedHttpException e) {
        throw new HttpBrokenContentException(e);
      }
      if (part.length() == 0 && !decoder.isComplete()) {
        return ParsingResult.create(null, null);
      }
      MemoryManager<?> memory = context.getMemoryManager();
      int rest = bytes.length - part.consumed();
      return ParsingResult.create(
          request
              .httpContentBuilder()
              .content(Buffers.wrap(memory, bytes, 0, part.length()))
              .last(decoder.isComplete())
              .build(),
          rest == 0 ? null : Buffers.wrap(memory, bytes, part.consumed(), rest));
    }

    @Override
    public boolean wantDecode(HttpHeader request) {
      return encoder.wantDecode(request);
    }

    @Override
    public boolean wantEncode(HttpHeader response) {
      return encoder.wantEncode(response);
    }

    @Override
    public void prepareSerialize(
        FilterChainContext context, HttpHeader response, HttpContent content) {
      encoder.prepareSerialize(context, response, content);
    }

    @Override
    public Buffer serializePacket(FilterChainContext context, HttpContent content) {
      return encoder.serializePacket(context, content);
    }
  }
}
