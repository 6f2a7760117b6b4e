package io.omfconnections.contract.suites;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.http.NoResponseException;
import java.io.EOFException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is not HTTP, or only just, gets the error body too, and leaves the server as it was.
 *
 * <p>The check holds that each answer is an error of the documented form with an Operation-Id. A
 * server may close the connection instead of answering what has no request in it, or half of one.
 */
@ContractSuite
class MalformedHttpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n", // no Host
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", // TLS
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nab",
      })
  void a_message_that_is_not_http_gets_an_error(String message, Api api) {
    try {
      api.client().sendRaw(message.getBytes(ISO_8859_1));
    } catch (NoResponseException e) {
      assertThat(e).hasRootCauseInstanceOf(EOFException.class);
    }
    api.list().expect(200);
  }

  @Test
  void a_header_that_is_too_large_gets_an_error(Api api) {
    String message = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n";
    api.client().sendRaw(message.getBytes(ISO_8859_1));
    api.list().expect(200);
  }

  @Test
  void an_address_that_is_too_long_gets_an_error(Api api) {
    String message = "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    api.client().sendRaw(message.getBytes(ISO_8859_1));
    api.list().expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n{}\r\n0\r\n\r\n", "2\r\n{}x\r\n0\r\n\r\n", "-1\r\n", "2\r\n{"})
  void a_body_in_broken_chunks_gets_an_error_and_creates_nothing(String chunks, Api api) {
    List<String> before = api.identifiers();
    sendHalf(api, message(api, "Transfer-Encoding: chunked", chunks));
    assertThat(before).containsAll(api.identifiers());
  }

  @Test
  void a_body_that_ends_before_its_length_gets_an_error_and_creates_nothing(Api api) {
    List<String> before = api.identifiers();
    sendHalf(api, message(api, "Content-Length: 100", "{\"ClientIds\":[]}"));
    assertThat(before).containsAll(api.identifiers());
  }

  @Test
  void a_connection_serves_one_request_after_the_other_also_after_errors(Api api) {
    String id = api.createNamed("kept alive");
    Request right = api.request("updateOmfConnection", id);
    Request get = api.request("getOmfConnection", id);
    for (Request wrong :
        List.of(
            right.withBody("{"),
            right.withHeader("Content-Type", "text/plain"),
            right.withoutHeader("Authorization"),
            right.withMethod("PATCH"),
            right.withMethod("TRACE"),
            right.withTarget("/nowhere"),
            right.withHeader("Request-Timeout", "0"),
            right.withHeader("Request-Timeout", "0.000000001"))) {
      // A body that was not read must not be taken for the next request.
      List<Exchange> exchanges = api.client().sendOverOneConnection(List.of(get, wrong, get));
      assertThat(exchanges.get(1).status()).isBetween(400, 499);
      exchanges.forEach(exchange -> assertThat(exchange.status()).isLessThan(500));
      if (exchanges.size() == 3) {
        assertThat(exchanges.get(2).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void an_expectation_to_continue_is_met(Api api) {
    api.send(api.request("createOmfConnection", "").withHeader("Expect", "100-continue"))
        .expect(202);
  }

  private static void sendHalf(Api api, byte[] message) {
    try {
      assertThat(api.client().sendRaw(message).status()).isBetween(400, 499);
    } catch (NoResponseException e) {
      assertThat(e).hasRootCauseInstanceOf(EOFException.class);
    }
  }

  private static byte[] message(Api api, String framing, String body) {
    Request request = api.request("createOmfConnection", "");
    StringBuilder message = new StringBuilder();
    message.append("POST ").append(request.target()).append(" HTTP/1.1\r\nHost: a\r\n");
    request.headers().fields().forEach(field -> message.append(field).append("\r\n"));
    message.append(framing).append("\r\n\r\n").append(body);
    return message.toString().getBytes(ISO_8859_1);
  }
}
