package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that the proxy relays all bytes unchanged and reports the exchanges. Long because each test
 * contains the bytes of both sides.
 */
class RecordingProxyTest {
  private final List<Exchange> reported = Collections.synchronizedList(new ArrayList<>());
  private final ServerSocket listener = listen();

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void requests_and_responses_are_relayed_unchanged_over_one_connection() throws Exception {
    String first =
        "POST /a?x=%zz HTTP/1.1\r\nhOST:  me \r\nX-a:1\r\nx-A: 2\r\nContent-Length: 3\r\n\r\nabc";
    String second =
        "PUT /b HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked"
            + "\r\n\r\n2;e=f\r\nde\r\n0\r\nT: u\r\n\r\n";
    String firstResponse = "HTTP/1.1 202 Fine\r\noPERATION-iD:x\r\nContent-Length: 2\r\n\r\nok";
    String secondResponse =
        "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\ny\r\n0\r\n\r\n";
    CompletableFuture<String> received =
        serve(
            socket -> {
              String all = read(socket, first.length());
              write(socket, firstResponse);
              all += read(socket, second.length());
              write(socket, secondResponse);
              return all;
            });
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      write(client, first);
      assertThat(read(client, firstResponse.length())).isEqualTo(firstResponse);
      write(client, second);
      assertThat(read(client, secondResponse.length())).isEqualTo(secondResponse);
      assertThat(received.get()).isEqualTo(first + second);
    }
    assertThat(reported).hasSize(2);
    Exchange exchange = reported.get(0);
    assertThat(exchange.request().method()).isEqualTo("POST");
    assertThat(exchange.request().target()).isEqualTo("/a?x=%zz");
    assertThat(exchange.request().headers().all("X-A")).containsExactly("1", "2");
    assertThat(exchange.request().headers().all("Content-Length")).isEmpty();
    assertThat(exchange.request().body().text()).isEqualTo("abc");
    assertThat(exchange.status()).isEqualTo(202);
    assertThat(exchange.response().body().text()).isEqualTo("ok");
    assertThat(reported.get(1).request().body().text()).isEqualTo("de");
    assertThat(reported.get(1).response().body().text()).isEqualTo("y");
  }

  @Test
  void interim_response_100_is_relayed_before_the_body_is_sent() throws Exception {
    String head =
        "POST / HTTP/1.1\r\nHost: me\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    String response = "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n";
    CompletableFuture<String> received =
        serve(
            socket -> {
              read(socket, head.length());
              write(socket, interim);
              String body = read(socket, 4);
              write(socket, response);
              return body;
            });
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      write(client, head);
      assertThat(read(client, interim.length())).isEqualTo(interim);
      write(client, "body");
      assertThat(read(client, response.length())).isEqualTo(response);
      assertThat(received.get()).isEqualTo("body");
    }
    assertThat(reported).hasSize(1);
    assertThat(reported.get(0).request().body().text()).isEqualTo("body");
    assertThat(reported.get(0).status()).isEqualTo(202);
  }

  @Test
  void response_after_one_to_head_is_parsed() throws Exception {
    String head = "HEAD / HTTP/1.1\r\nHost: me\r\n\r\n";
    String get = "GET / HTTP/1.1\r\nHost: me\r\n\r\n";
    String toHead = "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n";
    String toGet = "HTTP/1.1 404 \r\nConnection: close\r\n\r\nuntil the end";
    CompletableFuture<String> received =
        serve(
            socket -> {
              String all = read(socket, head.length() + get.length());
              write(socket, toHead + toGet);
              return all;
            });
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      write(client, head + get);
      assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
          .isEqualTo(toHead + toGet);
      assertThat(received.get()).isEqualTo(head + get);
    }
    assertThat(reported).extracting(Exchange::status).containsExactly(200, 404);
    assertThat(reported.get(1).response().body().text()).isEqualTo("until the end");
  }

  @Test
  void request_with_malformed_framing_is_relayed_to_its_end() throws Exception {
    String request =
        "POST / HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\nthe rest";
    String response = "HTTP/1.1 400 \r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    CompletableFuture<String> received =
        serve(
            socket -> {
              String all = read(socket, request.length());
              write(socket, response);
              return all;
            });
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      write(client, request);
      assertThat(read(client, response.length())).isEqualTo(response);
      assertThat(received.get()).isEqualTo(request);
    }
    assertThat(reported).extracting(Exchange::status).containsExactly(400);
  }

  @Test
  void data_that_is_not_http_is_relayed_but_not_reported() throws Exception {
    CompletableFuture<String> received =
        serve(
            socket -> {
              String all = read(socket, 11);
              write(socket, "and so is this");
              return all;
            });
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      write(client, "nonsense\n\u0000\u00ff");
      client.shutdownOutput();
      assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
          .isEqualTo("and so is this");
      assertThat(received.get()).isEqualTo("nonsense\n\u0000\u00ff");
    }
    assertThat(reported).isEmpty();
  }

  @Test
  void path_of_base_url_is_prepended_and_host_is_rewritten() throws Exception {
    String response = "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n";
    CompletableFuture<String> received =
        serve(
            socket -> {
              String host = "127.0.0.1:" + listener.getLocalPort();
              String all =
                  read(
                      socket,
                      ("GET /omf/x HTTP/1.1\r\nHost: " + host + "\r\nA: b\r\n\r\n").length());
              write(socket, response);
              return all.replace(host, "SERVER");
            });
    try (RecordingProxy proxy = RecordingProxy.start(base("/omf/"), 0, true, reported::add);
        Socket client = connect(proxy)) {
      write(client, "GET /x HTTP/1.1\r\nHost: me\r\nA: b\r\n\r\n");
      assertThat(read(client, response.length())).isEqualTo(response);
      assertThat(received.get()).isEqualTo("GET /omf/x HTTP/1.1\r\nHost: SERVER\r\nA: b\r\n\r\n");
    }
    assertThat(reported.get(0).request().target()).isEqualTo("/x");
  }

  @Test
  void exchanges_of_concurrent_connections_are_all_reported() {
    String response = "HTTP/1.1 200 \r\nConnection: close\r\n\r\n";
    List<CompletableFuture<String>> served =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    serve(
                        socket -> {
                          String all =
                              read(socket, "GET /00 HTTP/1.1\r\nHost: me\r\n\r\n".length());
                          write(socket, response);
                          return all;
                        }))
            .toList();
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add)) {
      List<CompletableFuture<Void>> clients =
          IntStream.range(10, 26)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            try (Socket client = connect(proxy)) {
                              write(client, "GET /" + i + " HTTP/1.1\r\nHost: me\r\n\r\n");
                              client.getInputStream().readAllBytes();
                            } catch (IOException e) {
                              throw new UncheckedIOException(e);
                            }
                          }))
              .toList();
      clients.forEach(CompletableFuture::join);
      served.forEach(CompletableFuture::join);
    }
    assertThat(reported).extracting(exchange -> exchange.request().target()).hasSize(16);
    assertThat(reported)
        .extracting(exchange -> exchange.request().target())
        .doesNotHaveDuplicates();
  }

  @Test
  void await_reports_waits_for_a_report_that_follows_its_response() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: me\r\n\r\n";
    String response = "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n";
    CompletableFuture<String> received =
        serve(
            socket -> {
              String all = read(socket, request.length());
              write(socket, response);
              return all + read(socket, 1);
            });
    CountDownLatch mayReport = new CountDownLatch(1);
    try (RecordingProxy proxy =
            RecordingProxy.start(
                base(""),
                exchange -> {
                  await(mayReport);
                  reported.add(exchange);
                });
        Socket client = connect(proxy)) {
      write(client, request);
      assertThat(read(client, response.length())).isEqualTo(response);
      assertThat(reported).isEmpty();
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(mayReport::countDown);
      proxy.awaitReports();
      assertThat(reported).hasSize(1);
    }
    assertThat(received.get()).isEqualTo(request);
  }

  @Test
  void connection_is_closed_if_server_is_unreachable() throws Exception {
    listener.close();
    try (RecordingProxy proxy = RecordingProxy.start(base(""), reported::add);
        Socket client = connect(proxy)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Handles one connection as a server; returns the bytes received. */
  private interface ConnectionHandler {
    String handle(Socket socket) throws IOException;
  }

  private CompletableFuture<String> serve(ConnectionHandler handler) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = listener.accept()) {
            return handler.handle(socket);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private URI base(String path) {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connect(RecordingProxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.baseUri().getPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String read(Socket socket, int size) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(size), ISO_8859_1);
  }
}
