package io.omfconnections.server.rest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs the work that {@link RequestHandler} passes to it, for a limited number of requests at the
 * same time (503 beyond it), of which a tenant has a {@link FairShares share}. Writes the error
 * response if the work fails, waits until the response is sent, returns the memory of the request,
 * and writes its log line. A request that fails before its caller is known returns its place before
 * the response is written: so callers without a valid token occupy no places. They have no share,
 * because one for their network would limit all clients of a proxy. Long because it has each way in
 * which a request can end.
 */
final class RequestProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(RequestProcessor.class);

  /** Time for which the unread rest of a body is skipped before the connection is closed. */
  private static final Duration MAX_TIME_TO_SKIP = Duration.ofSeconds(2);

  /**
   * Maximum number of responses without a place that are written with {@link
   * RestServer#SHORT_WRITE_TIMEOUT}. Further ones must fit into the buffers of the operating
   * system, so that a thread is left for other requests.
   */
  private static final int MAX_THAT_WAIT_WITHOUT_PLACE = RestServer.REJECTING_THREADS / 2;

  private final ErrorWriter errors;
  private final RequestMetrics metrics;
  private final FairShares places;
  private final int maxConcurrentRequests;

  /** Counts the requests in progress, and the server itself. */
  private final Phaser inProgress = new Phaser(1);

  /** The number of responses without a place that are being written. */
  private final AtomicInteger withoutPlace = new AtomicInteger();

  private final TcpConnectionLimit connections;
  private final Timer timer;

  /**
   * Creates a processor.
   *
   * @param maxConcurrentRequests maximum number of calls of {@link #process} at the same time
   * @param connections learns which connections wait for a request
   */
  RequestProcessor(
      ErrorWriter errors,
      RequestMetrics metrics,
      int maxConcurrentRequests,
      TcpConnectionLimit connections,
      Timer timer) {
    this.errors = errors;
    this.metrics = metrics;
    this.connections = connections;
    this.places = new FairShares(maxConcurrentRequests);
    this.maxConcurrentRequests = maxConcurrentRequests;
    this.timer = timer;
  }

  /** Registers the number of requests in progress, and the places. */
  void measure(MeterRegistry registry) {
    Gauge.builder("omf.requests.active", inProgress, phaser -> phaser.getRegisteredParties() - 1)
        .description("Requests whose response has not been sent, including those without a place")
        .register(registry);
    Gauge.builder("omf.places.used", places, shares -> maxConcurrentRequests - shares.free())
        .description("Requests that are processed")
        .register(registry);
    Gauge.builder("omf.places.max", () -> maxConcurrentRequests)
        .description("Maximum number of requests that are processed at the same time")
        .register(registry);
  }

  /**
   * Begins a request, which {@link #process}, {@link #refuse}, {@link #respond} or {@link #failed}
   * ends.
   */
  void begin() {
    inProgress.register();
  }

  /**
   * Waits until no request is in progress. Called once.
   *
   * @throws TimeoutException if requests are still in progress after this time
   */
  void awaitEnd(Duration timeout) throws InterruptedException, TimeoutException {
    inProgress.awaitAdvanceInterruptibly(
        inProgress.arriveAndDeregister(), timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Does a part of the work for a request, as one of the concurrent requests. If it responds to the
   * request, it is in progress until the response is sent. The work is not done if the connection
   * has been chosen for closing: nobody would receive the response.
   *
   * @param work returns whether it has responded to the request
   * @return whether the request has been responded to, by the work or with an error
   */
  boolean process(RequestContext context, BooleanSupplier work) {
    FairShares.Part place = places.part();
    boolean open = connections.works(connection(context));
    // Does not wait: a thread that waits for a place could reject other requests meanwhile.
    if (!open) {
      refuse(context, ApiException.connectionClosed());
      return true;
    }
    if (place.take(1, 0) != FairShares.Result.TAKEN) {
      refuse(context, ApiException.overloaded(Rejection.PLACES));
      return true;
    }
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    boolean responded = true;
    try {
      context.place(place);
      responded = work.getAsBoolean();
      if (responded) {
        write(context, writeTimeout -> send(context, writeTimeout));
      }
    } catch (RuntimeException | Error e) {
      if (!context.isCallerKnown()) {
        context.leavePlace();
      }
      fail(context, e);
    } finally {
      context.leavePlace();
      connections.waits(connection(context));
      if (responded) {
        end(context);
      }
      MDC.remove(RequestLog.OPERATION_ID);
    }
    return responded;
  }

  /** Responds to a request with an error, and not as one of the concurrent requests. */
  void refuse(RequestContext context, Throwable error) {
    finish(context, () -> fail(context, error));
  }

  /**
   * Ends a request whose handler has failed because of a defect of the service. If it has ended
   * already, closes the connection: the response may be incomplete.
   */
  void failed(RequestContext context, Throwable defect) {
    if (context.hasEnded()) {
      LOG.error("A defect of the service after the end of a request", defect);
      RequestHandler.cut(context);
      FatalErrors.report(defect);
    } else {
      context.leavePlace();
      refuse(context, defect);
    }
  }

  /** Writes a response. */
  @FunctionalInterface
  interface Work {
    /**
     * Writes the response.
     *
     * @throws IOException if the client has closed the connection, or does not read
     */
    void run() throws IOException;
  }

  /** Responds to a request with a short response, and not as one of the concurrent requests. */
  void respond(RequestContext context, Work work) {
    finish(
        context,
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            LOG.debug("The client closed the connection, or does not read", e);
            RequestHandler.cut(context);
            return;
          }
          write(context, writeTimeout -> send(context, writeTimeout));
        });
  }

  private void finish(RequestContext context, Runnable response) {
    connections.works(connection(context));
    MDC.put(RequestLog.OPERATION_ID, context.operationId());
    try {
      response.run();
    } catch (RuntimeException | Error e) {
      fail(context, e);
    } finally {
      connections.waits(connection(context));
      end(context);
      MDC.remove(RequestLog.OPERATION_ID);
    }
  }

  /**
   * Returns the maximum time that a write to a client may take. Less for a request without a place,
   * for a client without a valid token, and while more than half of the places are in use; the last
   * two do not apply to pages, which have places of their own.
   */
  Duration writeTimeout(RequestContext context) {
    boolean patient =
        context.hasPlace()
            && (WebPages.isPage(context.template())
                || (context.identityIfKnown() != null
                    && places.free() >= maxConcurrentRequests / 2));
    return patient ? RestServer.WRITE_TIMEOUT : RestServer.SHORT_WRITE_TIMEOUT;
  }

  private void fail(RequestContext context, Throwable failure) {
    write(context, writeTimeout -> fail(context, failure, writeTimeout));
  }

  /**
   * Writes a response. Without a place, this occupies the thread for a short time only.
   *
   * @param writer gets the maximum time that a write may take
   */
  private void write(RequestContext context, Consumer<Duration> writer) {
    if (context.hasPlace()) {
      writer.accept(writeTimeout(context));
      return;
    }
    boolean waits = withoutPlace.incrementAndGet() <= MAX_THAT_WAIT_WITHOUT_PLACE;
    try {
      writer.accept(waits ? RestServer.SHORT_WRITE_TIMEOUT : Duration.ZERO);
    } finally {
      withoutPlace.decrementAndGet();
    }
  }

  /** Sends an error response, or closes the connection if a response has been started. */
  private void fail(RequestContext context, Throwable failure, Duration writeTimeout) {
    try {
      context.limitWrite(writeTimeout);
      ApiException error = ErrorMapper.apiException(failure, context);
      if (!RequestHandler.closeIfCommitted(context)) {
        context.request().getResponse().reset();
        errors.write(error, context);
      }
    } catch (IOException e) {
      LOG.debug("The client closed the connection", e);
    }
    send(context, writeTimeout);
  }

  /** Waits until the whole response is sent. Closes the connection if that fails. */
  private static void send(RequestContext context, Duration writeTimeout) {
    context.limitWrite(writeTimeout);
    try {
      context.request().getResponse().getOutputStream().close();
    } catch (IOException e) {
      RequestHandler.cut(context);
    }
  }

  /** Logs a request whose response has been sent, and returns its memory to the budget. */
  private void end(RequestContext context) {
    if (!context.end()) {
      return;
    }
    try {
      context.memory().close();
      Request request = context.request();
      int status = request.getResponse().getStatus();
      metrics.ended(context, status);
      RequestLog.log(context, status);
      if (!request.getInputBuffer().isFinished()) {
        limitSkipping(context);
      }
    } finally {
      inProgress.arriveAndDeregister();
    }
  }

  /** Closes the connection if Grizzly is still skipping the body after some time. */
  private void limitSkipping(RequestContext context) {
    HttpRequestPacket packet = context.request().getRequest();
    Connection<?> connection = connection(context);
    timer.after(
        MAX_TIME_TO_SKIP,
        () -> {
          Object current =
              connection
                  .getAttributes()
                  .getAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);
          // Grizzly reuses the objects of requests: this one may be another request by now.
          if (current == packet
              && packet.getAttribute(RequestContext.PROPERTY) == context
              && packet.isSkipRemainder()) {
            connection.terminateSilently();
          }
        });
  }

  private static Connection<?> connection(RequestContext context) {
    return context.request().getContext().getConnection();
  }
}
