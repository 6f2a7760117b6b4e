package io.omfconnections.server.rest;

import com.networknt.schema.Schema;
import io.omfconnections.server.identity.TenantDirectory;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.jspecify.annotations.Nullable;

/**
 * Outermost HTTP handler: creates the {@link RequestContext} with operation id and deadline, sets
 * the response's header fields Operation-Id and Date, runs the filters, starts reading the body,
 * and passes the request to Jersey. It does this work through {@link RequestProcessor}, which
 * limits and logs it.
 */
final class RequestHandler extends HttpHandler {
  private final List<RequestFilter> filters;
  private final CrossOrigin crossOrigin;
  private final List<? extends DirectEndpoint> direct;
  private final @Nullable GrizzlyHttpContainer jersey;
  private final RequestProcessor processor;
  private final MemoryBudget memory;
  private final Supplier<TenantDirectory> directory;
  private final Duration requestTimeout;
  private volatile boolean stopping;
  private final Timer timer;

  /**
   * Creates the handler.
   *
   * @param filters the filters, in the order in which they run
   * @param crossOrigin adds header fields, and responds to preflight requests, which no filter
   *     accepts
   * @param direct respond to requests that pass no filter
   * @param jersey processes requests that have passed the filters; null if none does
   * @param memory the memory for the bodies of requests and responses
   * @param directory the tenants, which can change from one request to the next
   * @param timer checks deadlines and rates
   */
  RequestHandler(
      List<RequestFilter> filters,
      CrossOrigin crossOrigin,
      List<? extends DirectEndpoint> direct,
      @Nullable GrizzlyHttpContainer jersey,
      RequestProcessor processor,
      MemoryBudget memory,
      Supplier<TenantDirectory> directory,
      Duration requestTimeout,
      Timer timer) {
    this.filters = filters;
    this.crossOrigin = crossOrigin;
    this.direct = direct;
    this.jersey = jersey;
    this.processor = processor;
    this.memory = memory;
    this.directory = directory;
    this.requestTimeout = requestTimeout;
    this.timer = timer;
  }

  @Override
  public void start() {
    if (jersey != null) {
      jersey.start();
    }
  }

  @Override
  public void destroy() {
    if (jersey != null) {
      jersey.destroy();
    }
  }

  @Override
  public void service(Request request, Response response) {
    if (request.getAttribute(RequestContext.PROPERTY) != null) {
      // The rest of a body whose request has been responded to and is not skipped yet.
      request.getContext().getConnection().terminateSilently();
      return;
    }
    RequestContext context;
    try {
      context = new RequestContext(request, requestTimeout, memory.reservation());
    } catch (RuntimeException | Error e) {
      // Grizzly logs it, and would respond with an error page of its own.
      request.getContext().getConnection().terminateSilently();
      throw e;
    }
    processor.begin();
    run(context, () -> handle(context, response));
  }

  /** Does work for a request, and ends the request if the work fails. */
  private void run(RequestContext context, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // Otherwise Grizzly would respond, with an error page of its own.
      try {
        processor.failed(context, e);
      } catch (RuntimeException | Error further) {
        cut(context);
        throw further; // Grizzly logs it
      }
    }
  }

  private void handle(RequestContext context, Response response) {
    response.setHeader(HeaderNames.OPERATION_ID, context.operationId());
    // Grizzly adds Date too late: once a response is committed, new fields belong to its trailer
    // section, where Date is not allowed.
    response
        .getOutputBuffer()
        .registerLifeCycleListener(() -> response.setHeader(HttpHeaders.DATE, HttpDate.now()));
    crossOrigin.prepare(context);
    context.writeTimeout(() -> processor.writeTimeout(context));
    context.directory(directory.get());
    boolean valid = isPath(context.path());
    DirectEndpoint endpoint = valid ? endpoint(context) : null;
    if (stopping && (endpoint == null || !endpoint.respondsWhileStopping())) {
      processor.refuse(context, ApiException.stopping());
      return;
    }
    if (endpoint != null) {
      processor.respond(context, () -> endpoint.respond(context));
      return;
    }
    boolean responded =
        processor.process(
            context,
            () -> {
              if (!valid) {
                throw ApiException.unknownPath();
              }
              try {
                filters.forEach(filter -> filter.filter(context));
              } catch (ApiException e) {
                if (e.code() != ErrorCode.METHOD_NOT_ALLOWED || !crossOrigin.isPreflight(context)) {
                  throw e;
                }
                context.leavePlace(); // its caller is not known
                crossOrigin.respond(context, String.valueOf(e.headers().get(HttpHeaders.ALLOW)));
                return true;
              }
              if (context.maxBodyBytes() > 0) {
                return false;
              }
              passToJersey(context);
              return true;
            });
    if (!responded) {
      readBody(context);
    }
  }

  private @Nullable DirectEndpoint endpoint(RequestContext context) {
    for (DirectEndpoint each : direct) {
      if (each.accepts(context)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Responds to further requests with 503, and waits for those in progress. Called once.
   *
   * @throws TimeoutException if requests are still in progress after this time
   */
  void stop(Duration timeout) throws InterruptedException, TimeoutException {
    refuse();
    processor.awaitEnd(timeout);
  }

  /** Responds to further requests with 503, except to those for metrics. */
  void refuse() {
    stopping = true;
  }

  /** Reads the body. Meanwhile, the request occupies no thread and no place of the processor. */
  private void readBody(RequestContext context) {
    if ("100-continue".equalsIgnoreCase(context.header("Expect"))) {
      try {
        super.sendAcknowledgment(context.request(), context.request().getResponse());
      } catch (IOException e) {
        processor.respond(
            context,
            () -> {
              throw e;
            });
        return;
      }
    }
    BodyReader.read(
        context,
        timer,
        new BodyReader.Receiver() {
          @Override
          public void received(RequestBody body) {
            run(context, () -> respond(context, body));
          }

          @Override
          public void failed(Throwable error) {
            run(context, () -> processor.refuse(context, error));
          }
        });
  }

  private void respond(RequestContext context, RequestBody body) {
    processor.process(
        context,
        () -> {
          Contract.Operation operation = context.operation();
          Schema schema = operation == null ? null : operation.body();
          if (schema == null) {
            context.form(body);
          } else {
            BodyValidator.accept(context, schema, body);
          }
          passToJersey(context);
          return true;
        });
  }

  /**
   * Closes the connection if the status line of the response has been sent, so that the client sees
   * a truncated response and does not take it for a complete one.
   *
   * @return false if nothing has been sent: the caller can still send an error response
   */
  static boolean closeIfCommitted(RequestContext context) {
    Request request = context.request();
    if (!request.getResponse().isCommitted()) {
      return false;
    }
    cut(context);
    return true;
  }

  /** Closes the connection without an end of the response. */
  static void cut(RequestContext context) {
    context.setTruncated();
    context.request().getContext().getConnection().terminateSilently();
  }

  private void passToJersey(RequestContext context) {
    Request request = context.request();
    HttpRequestPacket packet = request.getRequest();
    packet.setRequestURI(context.resourcePath());
    // Jersey rejects malformed queries and some hosts when it builds the request URI. The service
    // takes neither from Jersey, so both are replaced.
    packet.setQueryString("");
    packet.serverName().setString("localhost");
    // The service sends JSON whatever the request accepts; Jersey would respond 406. It has
    // checked the media type of each body that it reads; Jersey would reject those of others, too.
    for (String name : List.of(HttpHeaders.ACCEPT, HttpHeaders.CONTENT_TYPE)) {
      packet.getHeaders().setValue(name).setString(MediaType.APPLICATION_JSON);
    }
    GrizzlyHttpContainer container = Objects.requireNonNull(jersey);
    context.runAsCurrent(() -> container.service(request, request.getResponse()));
  }

  /**
   * Does not acknowledge an expectation before the body is read. Only 100-continue is acknowledged;
   * others may be ignored (RFC 9110, section 10.1.1).
   */
  @Override
  protected boolean sendAcknowledgment(Request request, Response response) {
    return true;
  }

  private static boolean isPath(String target) {
    try {
      // The host is needed because a path that starts with two slashes would be read as an
      // authority.
      new URI("http://localhost" + target);
      return target.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
