package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.junit.jupiter.api.Test;

class RequestHandlerTest {
  private final List<String> events = new ArrayList<>();
  private final GrizzlyHttpContainer jersey =
      ContainerFactory.createContainer(
          GrizzlyHttpContainer.class,
          new ResourceConfig()
              .register(
                  new AbstractContainerLifecycleListener() {
                    @Override
                    public void onStartup(Container container) {
                      events.add("start");
                    }

                    @Override
                    public void onShutdown(Container container) {
                      events.add("stop");
                    }
                  }));
  private final Timer timer = new Timer();
  private final TcpConnectionLimit connections =
      TcpConnectionLimit.of(TCPNIOTransportBuilder.newInstance().build(), 100, timer);
  private final RequestHandler handler =
      handler(request -> request.route("/", null, Map.of(), "/"));

  private RequestHandler handler(RequestFilter filter) {
    return new RequestHandler(
        List.of(filter),
        new CrossOrigin(Set.of(), Contract.load()),
        new HealthEndpoints(new StorageCheck(deadline -> {}, System::nanoTime)),
        jersey,
        new RequestProcessor(new ErrorWriter(Json.mapper(Contract.load())), 1, connections, timer),
        new MemoryBudget(1_000_000),
        Duration.ofSeconds(30),
        timer);
  }

  @Test
  void jersey_starts_and_stops_with_the_handler() {
    handler.start();
    assertThat(events).containsExactly("start");

    handler.destroy();
    assertThat(events).containsExactly("start", "stop");
  }

  @Test
  void defect_is_500_with_error_body_and_releases_its_permit() throws Exception {
    try (HandlerServer server = new HandlerServer(handler)) {
      jersey.destroy(); // so that it throws
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> response = server.get();

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        String operationId = response.headers().firstValue("Operation-Id").orElseThrow();
        JsonNode body = TestServer.JSON.readTree(response.body());
        assertThat(body.path("OperationId").asText()).isEqualTo(operationId);
        assertThat(body.path("Parameters").path("OperationId").asText()).isEqualTo(operationId);
      }
    }
  }

  @Test
  void defect_after_status_line_closes_the_connection() throws Exception {
    jersey.destroy();
    HttpHandler startsResponse =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.getOutputStream().write(new byte[100]);
            response.flush();
            handler.service(request, response);
          }
        };
    try (HandlerServer server = new HandlerServer(startsResponse)) {
      assertThatThrownBy(server::get).isInstanceOf(IOException.class);
    }
  }

  @Test
  void defect_before_status_line_discards_partial_response() throws Exception {
    HttpHandler startsResponse =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.setHeader("X-Partial", "yes");
            response.getOutputStream().write(new byte[100]);
            handler.service(request, response);
          }
        };
    try (HandlerServer server = new HandlerServer(startsResponse)) {
      jersey.destroy();
      HttpResponse<String> response = server.get();

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("X-Partial")).isEmpty();
      assertThat(response.body()).startsWith("{");
    }
  }

  @Test
  void client_that_reads_no_response_does_not_hold_a_thread() throws Exception {
    RequestHandler unknownPath =
        handler(
            request -> {
              throw ApiException.unknownPath();
            });
    try (HandlerServer server = new HandlerServer(unknownPath);
        Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.listener.getPort()));
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(200).getBytes(US_ASCII));
      // The first responses have arrived, and the others do not fit into the buffers.
      client.getInputStream().read();

      assertThat(server.get().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void request_while_the_server_stops_is_503_with_error_body() throws Exception {
    try (HandlerServer server = new HandlerServer(handler)) {
      handler.stop(Duration.ofSeconds(1));

      HttpResponse<String> response = server.get();

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Connection")).hasValue("close");
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(TestServer.JSON.readTree(response.body()).path("OperationId").asText())
          .isEqualTo(response.headers().firstValue("Operation-Id").orElseThrow());
    }
  }

  /** An HTTP server with a single handler, one thread, and small buffers. */
  private static final class HandlerServer implements AutoCloseable {
    private final HttpServer server = new HttpServer();
    private final NetworkListener listener = new NetworkListener("http", "127.0.0.1", 0);

    HandlerServer(HttpHandler handler) throws IOException {
      listener.setMaxPendingBytes(1);
      listener.getTransport().setWriteBufferSize(4096);
      listener
          .getTransport()
          .setWorkerThreadPoolConfig(
              ThreadPoolConfig.defaultConfig().setCorePoolSize(1).setMaxPoolSize(1));
      server.addListener(listener);
      server.getServerConfiguration().addHttpHandler(handler, "/");
      server.start();
    }

    HttpResponse<String> get() throws IOException, InterruptedException {
      URI uri = URI.create("http://127.0.0.1:" + listener.getPort() + "/");
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .build()
          .send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString());
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
