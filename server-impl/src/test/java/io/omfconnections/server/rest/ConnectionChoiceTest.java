package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connection is closed at the limit while a request of it begins or is refused. */
@SuppressWarnings("rawtypes") // as the interfaces of Grizzly
class ConnectionChoiceTest {
  private static final long PATIENCE_SECONDS = 60;

  private final Timer timer = new Timer();
  private final NetworkListener listener = new NetworkListener("http", "127.0.0.1", 0);
  private final TcpConnectionLimit limit = TcpConnectionLimit.of(listener.getTransport(), 1, timer);
  private final HttpServer server = new HttpServer();
  private final List<Socket> sockets = new ArrayList<>();
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws IOException {
    server.shutdownNow();
    timer.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void request_of_a_connection_that_is_closed_before_it_begins_is_not_processed() throws Exception {
    RequestHandler handler = handler(1);
    start(
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            seen.add(isClosedFor(request.getContext().getConnection()));
            handler.service(request, response);
            seen.add("end");
          }
        });
    send();

    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(true);
    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("end");
  }

  @Test
  void connection_is_not_closed_while_its_request_is_refused() throws Exception {
    listener
        .getTransport()
        .getConnectionMonitoringConfig()
        .addProbes(
            new ConnectionProbe.Adapter() {
              @Override
              public void onWriteEvent(Connection connection, Buffer data, long size) {
                seen.add(isClosedFor(connection));
              }
            });
    start(handler(0));
    Socket client = send();

    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(false);
    assertThat(new String(client.getInputStream().readNBytes(12), ISO_8859_1))
        .isEqualTo("HTTP/1.1 503");
  }

  @Test
  void connection_is_closed_on_a_worker_thread() throws Exception {
    start(
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) {
            Connection<?> connection = request.getContext().getConnection();
            connection.addCloseListener(
                (CloseListener<Closeable, CloseType>)
                    (closed, type) -> seen.add(Thread.currentThread().getName()));
            response.setStatus(404);
          }
        });
    Socket client = send();
    assertThat(client.getInputStream().read()).isEqualTo('H');

    connect();

    assertThat((String) seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).startsWith("worker");
  }

  /** Opens another connection, and returns whether that closes this one. */
  private boolean isClosedFor(Connection<?> connection) {
    CountDownLatch closed = new CountDownLatch(1);
    connection.addCloseListener(
        (CloseListener<Closeable, CloseType>) (closeable, type) -> closed.countDown());
    try {
      connect();
      return closed.await(1, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private RequestHandler handler(int maxConcurrentRequests) {
    RequestFilter filter =
        request -> {
          seen.add("processed");
          throw ApiException.unknownPath();
        };
    GrizzlyHttpContainer jersey =
        ContainerFactory.createContainer(GrizzlyHttpContainer.class, new ResourceConfig());
    return RequestHandlerTest.handler(filter, jersey, maxConcurrentRequests, limit, timer);
  }

  private void start(HttpHandler handler) throws IOException {
    listener.setMaxPendingBytes(1);
    listener
        .getTransport()
        .setWorkerThreadPoolConfig(
            ThreadPoolConfig.defaultConfig()
                .setPoolName("worker")
                .setCorePoolSize(4)
                .setMaxPoolSize(4));
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(handler, "/");
    server.start();
    limit.accept();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
    sockets.add(socket);
    return socket;
  }

  private Socket send() throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
    return socket;
  }
}
