package io.omfconnections.contract.suites;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.TestsHttp;
import io.omfconnections.contract.http.Delivery;
import io.omfconnections.contract.http.NoResponseException;
import java.io.EOFException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malformed HTTP requests get an error response and do not affect later requests.
 *
 * <p>The contract check, which every exchange passes through, verifies that each response has the
 * standard error body and an Operation-Id. Instead of responding to an incomplete or unrecognizable
 * request, a server may close the connection.
 */
@ContractSuite
@TestsHttp
class MalformedHttpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET {base}/ HTTP/1.1\r\n\r\n", // no Host
        "GET {base}/ HTTP/1.1\r\nHost: {host}\r\nHost: b\r\n\r\n",
        "GET  {base}/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET {base}/ HTTP/9.9\r\nHost: {host}\r\n\r\n",
        "GET {base}/ HTTP/1.1\r\nHost: {host}\r\nno colon\r\n\r\n",
        "GET {base}/ HTTP/1.1\r\nHost: {host}\r\nX: a\u0000b\r\n\r\n",
        "GET {base}/a b HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", // TLS
        "POST {base}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: x\r\n\r\n",
        "POST {base}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n",
        "POST {base}/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST {base}/ HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: gzip\r\n\r\nab",
      })
  void malformed_request_gets_error_or_is_disconnected(String message, Api api) {
    assertNotAccepted(api, message);
  }

  /**
   * RFC 9112, section 3.2: an invalid Host gets 400. RFC 9110, sections 4.2.1 and 4.2.4: a URL
   * without a host is rejected, and one with a user name or password should be. Never an error of
   * the server.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET {base}/ HTTP/1.1\r\nHost: [::1]:x\r\n\r\n",
        "GET {base}/ HTTP/1.1\r\nHost: a:1:2\r\n\r\n",
        "GET {base}/ HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET http://u:p@{host}{base}/x HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET http://a:1:2/x HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET http://[::1]:x/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
        "GET http:///x HTTP/1.1\r\nHost: {host}\r\n\r\n",
      })
  void invalid_host_is_rejected_or_disconnected(String message, Api api) {
    assertRejectedOrDisconnected(api, message);
    api.list().expect(200);
  }

  /** As the test above, for requests that would succeed with another Host. */
  @ParameterizedTest
  @ValueSource(strings = {"[::1]:x", "a:1:2", "[1::2::3]"})
  void valid_request_with_invalid_host_gets_error_or_is_disconnected(String host, Api api) {
    assertNotAccepted(api, head(api, "HTTP/1.1", "Host: " + host + "\r\n" + authorization(api)));
  }

  /** RFC 9110, section 2.5: a server that does not implement a major version refuses it. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "http/1.1", "HTTP/x.1"})
  void other_http_version_gets_error_or_is_disconnected(String version, Api api) {
    assertNotAccepted(api, head(api, version, "Host: {host}\r\n" + authorization(api)));
  }

  /** RFC 9112, section 2.2: a bare CR does not end a line. It is invalid, or becomes a space. */
  @Test
  void bare_cr_does_not_separate_header_fields(Api api) {
    assertNotAccepted(api, head(api, "HTTP/1.1", "Host: {host}\r\nX: a\r" + authorization(api)));
  }

  /** RFC 9110, section 5.5: NUL makes a field value invalid, or becomes a space. */
  @Test
  void nul_in_field_value_is_not_removed(Api api) {
    String authorization = authorization(api).replace("Bearer ", "Bea\u0000rer ");
    assertNotAccepted(api, head(api, "HTTP/1.1", "Host: {host}\r\n" + authorization));
  }

  /**
   * RFC 9110, section 9.3.6, and RFC 9112, section 6.3: the response to a refused CONNECT has an
   * end like any other.
   */
  @Test
  void connect_gets_complete_error_or_is_disconnected(Api api) {
    assertNotAccepted(api, "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n");
  }

  /** RFC 9112, section 7.1.1: a recipient must ignore chunk extensions that it does not know. */
  @Test
  void chunk_extensions_are_ignored(Api api) {
    String id = api.createNamed("chunk extensions");
    api.send(api.request("updateOmfConnection", id), Delivery.WITH_CHUNK_EXTENSIONS).expect(200);
  }

  /** RFC 9112, section 2.2: a server should ignore an empty line before a request, or reject it. */
  @Test
  void empty_line_before_request_is_ignored_or_rejected(Api api) {
    String id = api.createNamed("empty line");
    api.send(api.request("updateOmfConnection", id), Delivery.AFTER_EMPTY_LINE).expect(200, 400);
  }

  @Test
  void oversized_header_field_gets_error(Api api) {
    String message =
        "GET {base}/ HTTP/1.1\r\nHost: {host}\r\nX: " + "x".repeat(100_000) + "\r\n\r\n";
    send(api, message);
    api.list().expect(200);
  }

  @Test
  void overlong_request_target_gets_error(Api api) {
    String message = "GET {base}/" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: {host}\r\n\r\n";
    send(api, message);
    api.list().expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}x\r\n0\r\n\r\n",
        "-1\r\n",
        "2\r\n{",
        "ffffffffffffffffff\r\n{}",
        "+2\r\n{}\r\n0\r\n\r\n"
      })
  void malformed_chunks_are_rejected_and_create_nothing(String chunks, Api api) {
    List<String> before = api.identifiers();
    assertRejectedOrDisconnected(api, message(api, "Transfer-Encoding: chunked", chunks));
    assertThat(before).containsAll(api.identifiers());
  }

  @Test
  void truncated_body_is_rejected_and_creates_nothing(Api api) {
    List<String> before = api.identifiers();
    assertRejectedOrDisconnected(api, message(api, "Content-Length: 100", "{\"ClientIds\":[]}"));
    assertThat(before).containsAll(api.identifiers());
  }

  @Test
  void persistent_http_connection_survives_rejected_requests(Api api) {
    String id = api.createNamed("kept alive");
    Request valid = api.request("updateOmfConnection", id);
    Request get = api.request("getOmfConnection", id);
    for (Request invalid :
        List.of(
            valid.withBody("{"),
            valid.withHeader("Content-Type", "text/plain"),
            valid.withoutHeader("Authorization"),
            valid.withMethod("PATCH"),
            valid.withMethod("TRACE"),
            valid.withTarget("/nowhere"),
            valid.withHeader("Request-Timeout", "0"),
            valid.withHeader("Request-Timeout", "0.000000001"))) {
      // The unread body of a rejected request must not be parsed as the next request.
      List<Exchange> exchanges = api.client().sendOverOneConnection(List.of(get, invalid, get));
      assertThat(exchanges.get(1).status()).isBetween(400, 499);
      exchanges.forEach(exchange -> assertThat(exchange.status()).isLessThan(500));
      if (exchanges.size() == 3) {
        assertThat(exchanges.get(2).status()).isEqualTo(200);
      }
    }
  }

  /** RFC 9112, section 9.3.2: responses have the order of the requests. */
  @Test
  void requests_that_are_sent_at_once_get_their_own_responses(Api api) {
    String first = api.createNamed("pipelined 1");
    String second = api.createNamed("pipelined 2");
    Request update = api.request("updateOmfConnection", first);
    Request get = api.request("getOmfConnection", second);
    // A server may refuse it without reading its body, which is not the next request.
    Request refused = update.withoutHeader("Authorization");
    for (List<Request> requests :
        List.of(List.of(update, get, update, get), List.of(refused, get, refused, update, get))) {
      List<Exchange> exchanges = api.client().sendPipelined(requests);
      for (int i = 0; i < exchanges.size(); i++) {
        Request request = requests.get(i);
        Exchange exchange = exchanges.get(i);
        assertThat(exchange.status())
            .as("response %d", i)
            .isEqualTo(request.equals(refused) ? 401 : 200);
        if (!request.equals(refused)) {
          assertThat(new ApiResponse(exchange).json().path("Id").asText())
              .isEqualTo(request.equals(get) ? second : first);
        }
      }
    }
  }

  @Test
  void expect_100_continue_is_supported(Api api) {
    api.send(api.request("createOmfConnection", "").withHeader("Expect", "100-continue"))
        .expect(202);
  }

  /** Asserts, through the contract check, that the status is 400 or higher. */
  private static void assertNotAccepted(Api api, String message) {
    try {
      send(api, message);
    } catch (NoResponseException e) {
      assertThat(e).hasRootCauseInstanceOf(EOFException.class);
    }
    api.list().expect(200);
  }

  private static String authorization(Api api) {
    return "Authorization: "
        + api.request("getOmfConnections", "").headers().first("Authorization").orElseThrow()
        + "\r\n";
  }

  private static String head(Api api, String version, String fields) {
    Request request = api.request("getOmfConnections", "");
    return "GET {base}" + request.target() + " " + version + "\r\n" + fields + "\r\n";
  }

  private static void assertRejectedOrDisconnected(Api api, String message) {
    try {
      assertThat(send(api, message).status()).isBetween(400, 499);
    } catch (NoResponseException e) {
      assertThat(e).hasRootCauseInstanceOf(EOFException.class);
    }
  }

  private static String message(Api api, String framing, String body) {
    Request request = api.request("createOmfConnection", "");
    StringBuilder message = new StringBuilder();
    message.append("POST {base}").append(request.target()).append(" HTTP/1.1\r\nHost: {host}\r\n");
    request.headers().fields().forEach(field -> message.append(field).append("\r\n"));
    message.append(framing).append("\r\n\r\n").append(body);
    return message.toString();
  }

  /** Sends a message after replacing the host and the base path. */
  private static Exchange send(Api api, String message) {
    URI base = api.client().base();
    return api.client()
        .sendRaw(
            message
                .replace("{host}", base.getRawAuthority())
                .replace("{base}", base.getRawPath())
                .getBytes(ISO_8859_1));
  }
}
