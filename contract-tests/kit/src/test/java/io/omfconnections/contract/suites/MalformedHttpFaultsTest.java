package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.http.WrongServer;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@link MalformedHttpTest} detects servers that treat unusual HTTP wrongly. */
class MalformedHttpFaultsTest {
  private static final String OK = response(200, "{\"Results\":[]}");

  private final MalformedHttpTest suite = new MalformedHttpTest();

  @Test
  void server_error_for_invalid_host_is_detected() throws IOException {
    try (WrongServer server = new WrongServer(head -> response(500, ""))) {
      Api api = api(server, exchange -> {});
      assertThatThrownBy(
              () ->
                  suite.invalid_host_is_rejected_or_disconnected(
                      "GET / HTTP/1.1\r\nHost: [::1]:x\r\n\r\n", api))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("500");
    }
  }

  @Test
  void server_that_accepts_everything_is_detected() throws IOException {
    try (WrongServer server = new WrongServer(head -> OK)) {
      Api api = api(server, new Recorder(Api.CONTRACT)::record);
      assertThatThrownBy(
              () -> suite.other_http_version_gets_error_or_is_disconnected("HTTP/2.0", api))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining("status 200");
      assertThatThrownBy(() -> suite.bare_cr_does_not_separate_header_fields(api))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining("status 200");
      assertThatThrownBy(() -> suite.nul_in_field_value_is_not_removed(api))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining("status 200");
      assertThatThrownBy(() -> suite.connect_gets_complete_error_or_is_disconnected(api))
          .isInstanceOf(ContractViolationError.class)
          .hasMessageContaining("status 200");
    }
  }

  @Test
  void server_that_rejects_chunk_extensions_is_detected() throws IOException {
    try (WrongServer server =
        new WrongServer(
            head -> head.startsWith("PUT") ? response(400, "") : response(202, "{\"Id\":\"x\"}"))) {
      Api api = api(server, exchange -> {});
      assertThatThrownBy(() -> suite.chunk_extensions_are_ignored(api))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("400");
    }
  }

  @Test
  void server_that_takes_an_empty_line_for_a_request_is_detected() throws IOException {
    try (WrongServer server =
        new WrongServer(
            head ->
                head.startsWith("\r\n") ? response(404, "") : response(202, "{\"Id\":\"x\"}"))) {
      Api api = api(server, exchange -> {});
      assertThatThrownBy(() -> suite.empty_line_before_request_is_ignored_or_rejected(api))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("404");
    }
  }

  @Test
  void server_that_mixes_up_the_responses_of_a_connection_is_detected() throws IOException {
    assertPipeliningFaultDetected(
        requests -> open(200, "{\"Id\":\"1\"}") + response(200, "{\"Id\":\"1\"}"),
        "expected: \"2\"");
  }

  @Test
  void server_that_takes_a_refused_body_for_a_request_is_detected() throws IOException {
    assertPipeliningFaultDetected(
        requests ->
            requests.indexOf("Authorization") < requests.indexOf("GET")
                ? response(200, "{\"Id\":\"1\"}")
                : open(401, "") + response(400, ""),
        "response 1");
  }

  /**
   * Runs the test of pipelining on a server that gives the identifiers 1 and 2 to connections.
   *
   * @param pipelined returns the responses to several requests
   */
  private void assertPipeliningFaultDetected(UnaryOperator<String> pipelined, String message)
      throws IOException {
    AtomicInteger creates = new AtomicInteger();
    try (WrongServer server =
        new WrongServer(
            requests ->
                requests.startsWith("POST")
                    ? response(202, "{\"Id\":\"" + creates.incrementAndGet() + "\"}")
                    : pipelined.apply(requests))) {
      Api api = api(server, exchange -> {});
      assertThatThrownBy(() -> suite.requests_that_are_sent_at_once_get_their_own_responses(api))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(message);
    }
  }

  private static String response(int status, String body) {
    return open(status, body).replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  /** A response after which the connection stays open. */
  private static String open(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " x\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static Api api(WrongServer server, Consumer<Exchange> recorder) {
    RecordingClient client = new RecordingClient(server.base(), recorder);
    Caller caller = Caller.withToken("caller", 2, "caller", "token");
    return new Api(client, new Tokens(client), caller, "tenant", "namespace");
  }
}
