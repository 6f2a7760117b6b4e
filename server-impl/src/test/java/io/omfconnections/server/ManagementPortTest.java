package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ManagementPortTest {
  private final HttpClient http = HttpClient.newHttpClient();

  /** A proxy on the same machine would pass them on to everyone. */
  @Test
  void metrics_are_not_beside_an_api_behind_a_proxy() throws Exception {
    try (OmfConnectionsServer proxied =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .publicUri(URI.create("https://omf.example.com"))
                .build())) {
      assertThat(proxied.metricsUri()).isNull();
      assertThat(get(proxied.baseUri().resolve("/metrics")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metrics_can_be_read_while_the_server_stops() throws Exception {
    try (OmfConnectionsServer server = start();
        RawConnection connection = new RawConnection(server)) {
      URI metrics = Objects.requireNonNull(server.metricsUri());
      connection.sendHead(
          "POST /identity/connect/token HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
              + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5");
      assertThat(connection.read().status()).as("in progress").isEqualTo(100);

      CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
      await().until(() -> get(metrics.resolve("/health/live")).statusCode() == 503);

      await()
          .untilAsserted(
              () ->
                  assertThat(get(metrics).body())
                      .containsPattern("rejected_total\\{cause=\"stopping\"} [1-9]"));
      connection.write("a=b&c");
      stop.join();
    }
  }

  @Test
  void error_of_a_management_port_that_is_taken_names_its_address() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var store =
            OmfConnectionsServer.openStore(null, null, ServerConfig.DEFAULT_STORAGE_TIMEOUT)) {
      ServerConfig config =
          ServerConfig.builder().port(0).managementPort(taken.getLocalPort()).build();

      assertThatThrownBy(() -> OmfConnectionsServer.start(config, store))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(
              "Can't listen on 127.0.0.1:" + taken.getLocalPort() + " (the management port): ");
    }
  }

  @Test
  void metrics_of_a_server_that_does_not_start_are_closed() {
    List<Metrics> passed = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Metrics.pass(
                    metrics -> {
                      passed.add(metrics);
                      throw new IllegalStateException("no start");
                    }))
        .hasMessage("no start");
    assertThat(passed.get(0).registry().isClosed()).isTrue();
  }

  private static OmfConnectionsServer start() {
    return OmfConnectionsServer.start(ServerConfig.builder().port(0).managementPort(0).build());
  }

  private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
