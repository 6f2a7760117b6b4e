package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.HttpServerProbe;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a body: who ends its request, and what is kept of it. */
@Timeout(60) // against hanging; says nothing about speed
class BodyReaderEndTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final HttpServer server = new HttpServer();
  private final Timer timer = new Timer();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Counted down when the method that starts to read has returned. */
  private final CountDownLatch started = new CountDownLatch(1);

  /** The failures that {@link BodyReader#read} has thrown or has passed to the receiver. */
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    stopped.countDown();
    server.shutdownNow();
    timer.close();
  }

  @Test
  void client_that_disconnects_does_not_end_a_request_while_its_error_response_is_written()
      throws Exception {
    CountDownLatch responding = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Boolean> hasConnection = new CompletableFuture<>();
    CloseListener<Closeable, CloseType> listener = (connection, type) -> closed.countDown();
    // Refused after a tenth of a second, because it is not complete.
    Socket socket =
        send(
            "{",
            Duration.ofMillis(100),
            request -> {
              Connection<?> connection = request.getContext().getConnection();
              return new BodyReader.Receiver() {
                @Override
                public void received(RequestBody body) {}

                @Override
                public void failed(Throwable error) {
                  responding.countDown();
                  // Called after the listeners that could end the request.
                  connection.addCloseListener(listener);
                  waitFor(closed);
                  hasConnection.complete(connection.equals(request.getContext().getConnection()));
                }
              };
            });
    assertThat(responding.await(20, TimeUnit.SECONDS)).isTrue();
    socket.close();

    assertThat(hasConnection.get()).isTrue();
  }

  @Test
  void nothing_is_kept_of_a_body_until_the_next_check_of_its_time() throws Exception {
    CompletableFuture<WeakReference<RequestBody>> received = new CompletableFuture<>();
    timer.after(Duration.ZERO, () -> waitFor(stopped)); // so that no check runs
    Socket socket =
        send(
            "1234",
            LONG,
            request ->
                new BodyReader.Receiver() {
                  @Override
                  public void received(RequestBody body) {
                    received.complete(new WeakReference<>(body));
                  }

                  @Override
                  public void failed(Throwable error) {
                    received.completeExceptionally(error);
                  }
                });

    // The rest of the body, after the check has been planned.
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    socket.getOutputStream().write("56789".getBytes(US_ASCII));
    WeakReference<RequestBody> body = received.get();
    await()
        .until(
            () -> {
              System.gc();
              return body.refersTo(null);
            });
    socket.close();
  }

  @SuppressWarnings("rawtypes") // as the interface of Grizzly
  @Test
  void failure_after_the_response_is_suspended_is_reported_once() throws Exception {
    AssertionError defect = new AssertionError("a defect");
    server
        .getServerConfiguration()
        .getMonitoringConfig()
        .getWebServerConfig()
        .addProbes(
            new HttpServerProbe.Adapter() {
              @Override
              public void onRequestSuspendEvent(
                  HttpServerFilter filter, Connection connection, Request request) {
                throw defect;
              }
            });
    CompletableFuture<Connection<?>> connection = new CompletableFuture<>();
    Socket socket =
        send(
            "{",
            LONG,
            request -> {
              connection.complete(request.getContext().getConnection());
              return new BodyReader.Receiver() {
                @Override
                public void received(RequestBody body) {}

                @Override
                public void failed(Throwable error) {
                  failures.add(error);
                }
              };
            });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    connection.get().terminateSilently(); // as for a further connection beyond the maximum

    assertThat(failures).containsExactly(defect);
    socket.close();
  }

  /** Creates the receiver of the body of a request. */
  @FunctionalInterface
  private interface Receivers {
    BodyReader.Receiver of(Request request);
  }

  /** Sends a part of a body of 9 bytes to a server that reads it. Returns the connection. */
  private Socket send(String part, Duration timeout, Receivers receivers) throws IOException {
    NetworkListener listener = new NetworkListener("test", "127.0.0.1", 0);
    server.addListener(listener);
    server
        .getServerConfiguration()
        .addHttpHandler(
            new HttpHandler() {
              @Override
              public void service(Request request, Response response) {
                RequestContext context =
                    new RequestContext(request, timeout, new MemoryBudget(1_000_000).reservation());
                context.expectBody(9);
                try {
                  BodyReader.read(context, timer, receivers.of(request));
                } catch (AssertionError e) {
                  failures.add(e);
                }
                started.countDown();
              }
            },
            "/");
    server.start();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
    String request = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n" + part;
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
