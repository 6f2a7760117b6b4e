package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the client sends requests unchanged and accepts only well-formed responses. */
class RecordingClientTest {
  private static final String ID = "Operation-Id: 8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90\r\n";
  private static final Request GET = Request.of("GET", "/identity/x");

  private static final int SILENCE_MILLIS = 200;

  private final Recorder recorder = new Recorder(Contract.load());

  @Test
  void request_is_sent_unchanged() {
    Request request =
        Request.of("MAKE", "/identity/x?%zz a b")
            .plusHeader("X-a", "1")
            .plusHeader("x-A", "2")
            .withBody("body");
    try (CannedServer server = new CannedServer("HTTP/1.1 200 OK\r\n" + ID + "\r\n")) {
      new RecordingClient(server.base, recorder).send(request);
      assertThat(server.received())
          .startsWith("MAKE /identity/x?%zz a b HTTP/1.1\r\nHost: ")
          .contains("\r\nX-a: 1\r\nx-A: 2\r\n", "\r\nContent-Length: 4\r\n")
          .endsWith("\r\n\r\nbody");
    }
    assertThat(recorder.exchanges()).hasSize(1);
    assertThat(recorder.exchanges().get(0).request()).isEqualTo(request);
  }

  @Test
  void path_of_base_url_is_prepended_to_target() {
    try (CannedServer server = new CannedServer("HTTP/1.1 200 OK\r\n" + ID + "\r\n")) {
      new RecordingClient(URI.create(server.base + "/omf/"), recorder).send(GET);
      assertThat(server.received()).startsWith("GET /omf/identity/x HTTP/1.1\r\n");
    }
  }

  @Test
  void chunked_body_is_sent_in_given_number_of_chunks() {
    Request request = Request.of("POST", "/identity/x").withBody("abcdef");
    try (CannedServer server = new CannedServer("HTTP/1.1 200 OK\r\n" + ID + "\r\n")) {
      new RecordingClient(server.base, recorder)
          .send(request, new Delivery(true, 3, Duration.ofMillis(5)));
      assertThat(server.received())
          .contains("Transfer-Encoding: chunked")
          .doesNotContain("Content-Length")
          .endsWith("\r\n\r\n2\r\nab\r\n2\r\ncd\r\n2\r\nef\r\n0\r\n\r\n");
    }
  }

  @Test
  void pipelined_requests_are_sent_at_once_and_read_until_the_server_closes() {
    String response = "HTTP/1.1 200 OK\r\n" + ID + "Content-Length: 1\r\n";
    List<Exchange> exchanges = new ArrayList<>();
    Request post = Request.of("POST", "/identity/y").withBody("body");
    try (CannedServer server =
        new CannedServer(response + "\r\na" + response + "Connection: close\r\n\r\nb")) {
      assertThat(
              new RecordingClient(server.base, exchanges::add)
                  .sendPipelined(List.of(post, GET, GET)))
          .extracting(exchange -> exchange.request().method() + exchange.response().body().text())
          .containsExactly("POSTa", "GETb");
      assertThat(server.received().split("HTTP/1.1", -1)).hasSize(4);
      assertThat(server.received()).contains("\r\n\r\nbodyGET /identity/x");
    }
    assertThat(exchanges).hasSize(2);
  }

  @Test
  void raw_bytes_are_sent_unchanged() {
    byte[] message = {'x', 0, (byte) 0xff, '\r', '\n'};
    String body =
        "{\"OperationId\":\"8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90\",\"Error\":\"a\",\"Reason\":\"b\","
            + "\"Resolution\":\"c\",\"Parameters\":{\"request\":\"d\"}}";
    String response = "HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\n" + ID + "\r\n" + body;
    try (CannedServer server = new CannedServer(response)) {
      new RecordingClient(server.base, recorder).sendRaw(message);
      assertThat(server.received().getBytes(ISO_8859_1)).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\n\r\n{}",
        "content-length:2\r\n\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nA: b\r\n\r\n",
        "\r\n{}",
      })
  void body_is_read_in_every_framing(String rest) {
    assertThat(exchangeWith("HTTP/1.1 200 OK\r\n" + ID + rest).response().body().text())
        .isEqualTo("{}");
  }

  @Test
  void interim_responses_are_skipped() {
    Exchange exchange =
        exchangeWith(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n"
                + ID
                + "Content-Length: 2\r\n\r\n{}");
    assertThat(exchange.status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\n" + ID + "Content-Length: 3\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n" + ID + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n" + ID + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n" + ID + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "HTTP/1.1 200 OK\r\n" + ID + "Transfer-Encoding: gzip\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\n" + ID + "Content-Length: 2\r\n\r\n{}more",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "{}",
      })
  void malformed_response_throws_no_response_exception(String bytes) {
    assertThatThrownBy(() -> exchangeWith(bytes)).isInstanceOf(NoResponseException.class);
    assertThat(recorder.exchanges()).isEmpty();
  }

  @Test
  void no_response_message_names_url_and_reason_but_no_class() {
    for (String base : new String[] {"http://127.0.0.1:1", "http://none.invalid"}) {
      RecordingClient client = new RecordingClient(URI.create(base), recorder);
      assertThat(client.isResponding()).isFalse();
      assertThatThrownBy(() -> client.send(GET))
          .hasMessageStartingWith("No response from " + base + " to GET /identity/x: ")
          .hasMessageNotContaining("Exception");
    }
  }

  @Test
  void server_is_responding_if_it_sends_any_byte() {
    try (CannedServer server = new CannedServer("nonsense")) {
      assertThat(new RecordingClient(server.base, recorder).isResponding()).isTrue();
    }
    try (CannedServer server = new CannedServer("")) {
      assertThat(new RecordingClient(server.base, recorder).isResponding()).isFalse();
    }
    assertThat(recorder.exchanges()).isEmpty();
  }

  @Test
  void response_that_violates_contract_throws_and_is_recorded() {
    assertThatThrownBy(() -> exchangeWith("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
        .isInstanceOf(ContractViolationError.class)
        .hasMessageContaining("Operation-Id");
    assertThat(recorder.violated()).isEqualTo(1);
  }

  private Exchange exchangeWith(String bytes) {
    try (CannedServer server = new CannedServer(bytes)) {
      return new RecordingClient(server.base, recorder).send(GET);
    }
  }

  /** Server that accepts one connection and sends fixed bytes, whatever it receives. */
  private static final class CannedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final URI base;
    private final CompletableFuture<String> received;

    CannedServer(String response) {
      try {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      base = URI.create("http://127.0.0.1:" + socket.getLocalPort());
      received = CompletableFuture.supplyAsync(() -> serve(response));
    }

    private String serve(String response) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (Socket connection = socket.accept()) {
        InputStream in = connection.getInputStream();
        try {
          for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            // After the first byte, a pause marks the end of the request.
            connection.setSoTimeout(SILENCE_MILLIS);
          }
        } catch (SocketTimeoutException e) {
          // The request has ended.
        }
        connection.getOutputStream().write(response.getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toString(ISO_8859_1);
    }

    String received() {
      return received.join();
    }

    @Override
    public void close() {
      received.join();
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
