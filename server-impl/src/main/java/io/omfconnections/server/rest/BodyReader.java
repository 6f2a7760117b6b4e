package io.omfconnections.server.rest;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ReadHandler;
import org.glassfish.grizzly.http.io.InputBuffer;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one request body without holding a thread: Grizzly calls this object when bytes have
 * arrived, and the response is suspended meanwhile. Refuses a body that is too large (400),
 * incomplete (400), too slow (408), or for which there is no memory (503).
 */
final class BodyReader implements ReadHandler {
  private static final Logger LOG = LoggerFactory.getLogger(BodyReader.class);

  /** The least average rate of a body, in bytes per second, which applies after {@link #GRACE}. */
  static final long LEAST_RATE = 1024;

  /** Time after which the least rate applies. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  /** Decides what happens after a body. One of the methods is called, once, on any thread. */
  interface Receiver {
    /** Responds to the request with this complete body. */
    void received(RequestBody body);

    /** Responds with an error. */
    void failed(Throwable error);
  }

  private final RequestContext context;
  private final Timer timer;
  private final Receiver receiver;
  private final Request request;
  private final Response response;
  private final Response.SuspendedContextImpl suspended;
  private final InputBuffer input;
  private final Connection<?> connection;
  private final RequestBody body = new RequestBody();

  /**
   * This object until the body has ended. The timer refers to this reference only: it would keep
   * the body for a second after its request, when its memory has been returned.
   */
  private final AtomicReference<@Nullable BodyReader> reading = new AtomicReference<>(this);

  private final CloseListener<Closeable, CloseType> closeListener =
      (closed, type) -> fail(incomplete());

  private BodyReader(RequestContext context, Timer timer, Receiver receiver) {
    this.context = context;
    this.timer = timer;
    this.receiver = receiver;
    this.request = context.request();
    this.response = request.getResponse();
    this.suspended = (Response.SuspendedContextImpl) response.getSuspendContext();
    this.input = request.getInputBuffer();
    this.connection = request.getContext().getConnection();
  }

  /**
   * Starts to read the body of a request, and suspends its response. Resumes it when the receiver
   * has responded.
   *
   * @param timer checks the deadline and the rate
   */
  static void read(RequestContext context, Timer timer, Receiver receiver) {
    BodyReader reader = new BodyReader(context, timer, receiver);
    reader.guarded(reader::start);
  }

  /** Responds to defects of a part of the reading. */
  private void guarded(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error e) {
      // Not thrown: the caller would respond, and later the receiver, too.
      boolean ended = reading.get() == null;
      fail(e);
      if (ended) {
        LOG.error("A defect of the service after the end of a body", e);
        FatalErrors.report(e);
      }
    }
  }

  private void start() {
    synchronized (suspended) {
      // Precedes the listener that suspending adds: that one would not end the request in Grizzly's
      // count of active requests, for which a shutdown waits.
      connection.addCloseListener(closeListener);
      if (reading.get() == null) {
        return; // the connection was closed before
      }
      response.suspend();
    }
    input.notifyAvailable(this); // ends the reading if the whole body is here
    if (reading.get() == null) {
      return;
    }
    checkTime();
    if (!connection.isOpen()) {
      onError(new IOException("The connection was closed before the body was read"));
    }
  }

  @Override
  public void onDataAvailable() {
    if (take() && request.getRequest().isExpectContent()) {
      // In a task of its own: Grizzly calls this method within notifyAvailable if it has received
      // more already, and would nest a call for each chunk.
      execute(() -> guarded(() -> input.notifyAvailable(this)));
    }
  }

  @Override
  public void onAllDataRead() {
    // Jersey would resume a suspended response by itself, before its request is logged.
    if (take()) {
      end(
          suspended::markResumed,
          () -> {
            WorkerPool.requestTaken();
            receiver.received(body);
          });
    }
  }

  @Override
  public void onError(Throwable error) {
    if (error.getCause() instanceof MalformedHttpException malformed) {
      fail(malformed.error());
    } else {
      fail(context.deadline().isExpired() ? context.deadline().timeoutException() : incomplete());
    }
  }

  /** Copies the bytes that have arrived. Returns false if the body has been refused. */
  private boolean take() {
    try {
      Buffer buffer = input.readBuffer();
      if (reading.get() == null) {
        return false;
      }
      if (body.size() + buffer.remaining() > context.maxBodyBytes()) {
        throw tooLarge(context.maxBodyBytes());
      }
      body.append(buffer, context.memory());
      return true;
    } catch (RuntimeException | Error e) {
      // Not thrown: Grizzly would pass it to onError, as if the client had disconnected.
      fail(e);
      return false;
    }
  }

  /**
   * Ends the request although its body is incomplete. Grizzly reuses the objects of a request that
   * is resumed, and not of one that is cancelled: a thread that is receiving the rest of the body
   * may still use them.
   */
  @SuppressWarnings("deprecation") // the only way to cancel that ends the request
  private void fail(Throwable error) {
    end(suspended::markCancelled, () -> receiver.failed(error));
  }

  /**
   * Ends the reading, before the response is written: from then on, the end of the connection does
   * not end the request, whose objects the thread that writes the response uses. Does nothing if
   * the reading has ended before.
   *
   * @param mark ends the suspension
   * @param respond calls the receiver
   */
  private void end(Runnable mark, Runnable respond) {
    boolean resumes;
    synchronized (suspended) { // the lock that Grizzly uses for changes of the state
      if (reading.getAndSet(null) == null) {
        return;
      }
      connection.removeCloseListener(closeListener);
      resumes = response.isSuspended(); // not if the connection was closed before
      if (resumes) {
        mark.run();
      }
    }
    try {
      respond.run();
    } finally {
      if (resumes) {
        request.getContext().resume();
      }
    }
  }

  private void checkTime() {
    RuntimeException late = null;
    if (context.deadline().isExpired()) {
      late = context.deadline().timeoutException();
    } else if (body.size() < leastSize(context.elapsed())) {
      late = tooSlow();
    }
    if (late == null) {
      Duration left = context.deadline().remaining();
      // A millisecond later, because the timer rounds down: then the deadline has expired.
      boolean soon = left.compareTo(CHECK_INTERVAL) < 0;
      timer.after(soon ? left.plusMillis(1) : CHECK_INTERVAL, check(reading));
      return;
    }
    RuntimeException error = late;
    execute(() -> fail(error));
  }

  private static Runnable check(AtomicReference<@Nullable BodyReader> reading) {
    return () -> {
      BodyReader reader = reading.get();
      if (reader != null) {
        reader.checkTime();
      }
    };
  }

  private void execute(Runnable task) {
    try {
      connection.getTransport().getWorkerThreadPool().execute(task);
    } catch (RejectedExecutionException e) {
      connection.terminateSilently(); // the server is being closed
    }
  }

  private static long leastSize(Duration elapsed) {
    return Math.max(0, elapsed.minus(GRACE).toMillis()) * LEAST_RATE / 1000;
  }

  private static ApiException tooSlow() {
    return new ApiException(
        ErrorCode.REQUEST_TIMEOUT,
        "The body arrived more slowly than "
            + LEAST_RATE
            + " bytes per second. Nothing was changed.",
        Map.of("body", "must arrive at " + LEAST_RATE + " bytes per second or faster"));
  }

  private static ApiException incomplete() {
    return new ApiException(
        ErrorCode.BODY_MALFORMED, "The body is incomplete.", Map.of("body", "is incomplete"));
  }

  /** Returns the error for a body of more than the permitted number of bytes. */
  static ApiException tooLarge(long maxBytes) {
    return new ApiException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than " + maxBytes + " bytes.",
        Map.of("body", "is larger than " + maxBytes + " bytes"));
  }
}
