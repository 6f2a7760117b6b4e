package io.omfconnections.server.rest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.ChunkedTransferEncoding;
import org.glassfish.grizzly.http.HttpBrokenContent;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpContext;
import org.glassfish.grizzly.http.HttpHeader;
import org.glassfish.grizzly.http.HttpPacketParsing;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.TransferEncoding;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.util.Header;
import org.glassfish.grizzly.http.util.MimeHeaders;
import org.glassfish.grizzly.memory.Buffers;
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
  private static final String HEAD = RequestHead.class.getName();
  private static final String FAULT = StrictHttpAddOn.class.getName();

  private final ErrorWriter errors;
  private final RequestMetrics metrics;
  private final Timer timer;

  /**
   * Creates the add-on.
   *
   * @param metrics counts malformed requests
   * @param timer waits for clients before their connections are closed
   */
  StrictHttpAddOn(ErrorWriter errors, RequestMetrics metrics, Timer timer) {
    this.errors = errors;
    this.metrics = metrics;
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

    /**
     * Responds if a body turns out to be malformed before its request is processed. Ignores what
     * follows on a connection that is closed, or that is being closed after an error (RFC 9112,
     * section 9.6). A further request that has already arrived on a connection waits behind those
     * of other connections.
     */
    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
      Connection<?> connection = context.getConnection();
      if (!connection.isOpen() || LingeringClose.isStarted(connection)) {
        return context.getStopAction();
      }
      Object current = connection.getAttributes().getAttribute(HTTP_SERVER_REQUEST_ATTR_NAME);
      if (current == null && !WorkerPool.mayTakeRequest()) {
        return WorkerPool.resumeLater(context, connection.getTransport().getWorkerThreadPool());
      }
      joinPieces(context, current);
      NextAction next = super.handleRead(context);
      if (context.getMessage() instanceof HttpBrokenContent broken) {
        HttpRequestPacket request = (HttpRequestPacket) broken.getHttpHeader();
        if (request.getAttribute(RequestContext.PROPERTY) == null) {
          respond(request, context);
          // Grizzly reads no further from the connection.
          NextAction suspended = context.getSuspendAction();
          context.completeAndRecycle();
          return suspended;
        }
      }
      return next;
    }

    /**
     * Copies a head that arrives in many pieces into one buffer. Grizzly would keep an object for
     * each piece, which can be a single byte.
     */
    private static void joinPieces(FilterChainContext context, @Nullable Object current) {
      if (context.getMessage() instanceof Buffer pieces
          && current instanceof HttpRequestPacket request
          && request.getAttribute(HEAD) instanceof RequestHead head
          && head.hasManyPieces()) {
        int position = pieces.position();
        byte[] bytes = new byte[pieces.limit()];
        pieces.position(0);
        pieces.get(bytes);
        context.setMessage(Buffers.wrap(context.getMemoryManager(), bytes).position(position));
        head.joined();
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
      WorkerPool.requestTaken();
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
     * it, Grizzly would omit the header fields that describe the body from the response. Reduces
     * Connection, which is a list (RFC 9110, section 7.6.1), to the option that Grizzly knows: it
     * would not find the option in a list.
     */
    @Override
    protected void onHttpHeadersParsed(
        HttpHeader request, MimeHeaders headers, FilterChainContext context) {
      request.getUpgradeDC().recycle();
      List<String> options = new ArrayList<>();
      for (String value : headers.values(Header.Connection)) {
        for (String option : value.toLowerCase(Locale.ROOT).split(",", -1)) {
          options.add(option.strip());
        }
      }
      for (String option : List.of("close", "keep-alive")) {
        if (options.contains(option)) {
          headers.setValue(Header.Connection).setString(option);
          return;
        }
      }
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
      respond((HttpRequestPacket) request, context);
    }

    /** Writes the error response. Unlike the superclass, does not close the connection at once. */
    private void respond(HttpRequestPacket request, FilterChainContext context) throws IOException {
      HttpResponsePacket response = request.getResponse();
      // Does not wait for the client: the response fits into the buffers of the operating system,
      // unless the client has not read earlier ones.
      context.getConnection().setWriteTimeout(1, TimeUnit.MILLISECONDS);
      context.write(null, encodeHttpPacket(context, customizeErrorResponse(response)), null, true);
      LingeringClose.start(context.getConnection(), timer);
    }

    /**
     * Leaves the response to {@link BodyReader}, which receives the error, or to {@link
     * #handleRead}. The superclass would write it, and close the connection at once.
     */
    @Override
    protected void onHttpContentError(
        HttpHeader request, FilterChainContext context, Throwable cause) {
      ((HttpRequestPacket) request).setAttribute(FAULT, cause.getCause());
      request.setContentBroken(true);
    }

    /**
     * Closes a connection slowly after an error response that ends it, because further requests may
     * be unread, and if the rest of the body can't be skipped.
     */
    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event)
        throws IOException {
      if (event == RESPONSE_COMPLETE_EVENT && context.getConnection().isOpen()) {
        HttpRequestPacket request = HttpContext.get(context).getRequest();
        if (request.isExpectContent()
            && request.getContentLength() > RestServer.MAX_BYTES_TO_SKIP) {
          request.setContentBroken(true); // so that Grizzly stops reading
        }
        if (request.isContentBroken() || isClosedByError(request.getResponse())) {
          LingeringClose.start(context.getConnection(), timer);
          return context.getStopAction();
        }
      }
      return super.handleEvent(context, event);
    }

    private static boolean isClosedByError(HttpResponsePacket response) {
      return response.getStatus() >= 400 && "close".equals(response.getHeader(Header.Connection));
    }

    @Override
    protected HttpContent customizeErrorResponse(HttpResponsePacket response) {
      String operationId = UUID.randomUUID().toString();
      ApiException error =
          (response.getRequest().getAttribute(FAULT) instanceof MalformedHttpException malformed
                  ? malformed
                  : new MalformedHttpException("can't be parsed"))
              .error();
      response.setStatus(error.code().status());
      // Grizzly treats a request that ends before its version as HTTP/0.9, and would then omit
      // Content-Type. The response to CONNECT would have no length.
      HttpRequestPacket request = response.getRequest();
      request.setProtocol(Protocol.HTTP_1_1);
      if (request.getMethodDC().isNull() || request.getMethod() != Method.HEAD) {
        request.setMethod(Method.GET);
      }
      metrics.malformed();
      LOG.atInfo()
          .addKeyValue("status", error.code().status())
          .addKeyValue(RequestLog.OPERATION_ID, operationId)
          .log("malformed request");
      return errors.content(error, operationId, response);
    }
  }
}
