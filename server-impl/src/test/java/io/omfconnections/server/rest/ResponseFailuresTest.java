package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Responses to requests that fail while the response is written, and the content of error bodies.
 */
class ResponseFailuresTest {
  /** Fault of the store. */
  private enum Fault {
    NONE,
    FIRST_PAGE_TIMES_OUT,
    SECOND_PAGE_FAILS,
    SECOND_PAGE_IS_AN_ERROR
  }

  private static final int CONNECTIONS = 200; // several pages

  private final Logger log = (Logger) LoggerFactory.getLogger("request");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Fault fault = Fault.NONE;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(FaultyStore::new, 4_000_000, 200);
  }

  @BeforeEach
  void captureLog() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
    server.close();
  }

  @Test
  void list_that_fails_after_status_line_is_truncated_and_logged() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(post("{\"Name\":\"" + "n".repeat(150) + "\",\"ClientIds\":[]}").statusCode())
          .isEqualTo(202);
    }
    assertThat(new ObjectMapper().readTree(list().body()).path("Results")).hasSize(CONNECTIONS);

    fault = Fault.SECOND_PAGE_FAILS;
    lines.list.clear();
    Logger interceptorLog = (Logger) LoggerFactory.getLogger(TruncatedResponseInterceptor.class);
    interceptorLog.addAppender(lines);
    try {
      assertThatThrownBy(this::list).isInstanceOf(IOException.class);
      awaitLogged("truncated", true);
      assertThat(lines.list)
          .filteredOn(line -> line.getFormattedMessage().equals("The response was truncated"))
          .singleElement()
          .extracting(line -> line.getThrowableProxy().getMessage())
          .isEqualTo("storage failed");
    } finally {
      interceptorLog.detachAppender(lines);
    }
  }

  @Tag("slow")
  @Test
  void list_that_ends_with_an_error_of_the_program_is_truncated_and_logged() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(post("{\"Name\":\"" + "n".repeat(150) + "\",\"ClientIds\":[]}").statusCode())
          .isEqualTo(202);
    }
    fault = Fault.SECOND_PAGE_IS_AN_ERROR;

    assertThatThrownBy(this::list).isInstanceOf(IOException.class);
    awaitLogged("truncated", true);
  }

  @Test
  void list_that_fails_before_status_line_is_an_error_response() throws Exception {
    assertThat(post("{\"Name\":\"n\",\"ClientIds\":[]}").statusCode()).isEqualTo(202);
    fault = Fault.FIRST_PAGE_TIMES_OUT;

    HttpResponse<String> response = list();

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(new ObjectMapper().readTree(response.body()).path("OperationId").asText())
        .isEqualTo(response.headers().firstValue("Operation-Id").orElseThrow());
    awaitLogged("status", 504);
    assertThat(lines.list.toString()).doesNotContain("truncated");
  }

  @Test
  void body_with_many_errors_gets_a_short_error_body() throws Exception {
    HttpResponse<String> response = post("{\"ClientIds\":[" + "1,".repeat(150_000) + "1]}");

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode parameters = new ObjectMapper().readTree(response.body()).path("Parameters");
    assertThat(parameters.size()).isBetween(2, 30);
    assertThat(response.body().length()).isLessThan(10_000);
  }

  @Test
  void invalid_property_in_nullable_object_is_the_only_one_reported() throws Exception {
    HttpResponse<String> response =
        server.send(
            "PUT",
            server.inNamespace("/accesscontrol/omfConnections"),
            "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":9}}]}");

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode parameters = new ObjectMapper().readTree(response.body()).path("Parameters");
    assertThat(parameters.fieldNames())
        .toIterable()
        .containsExactly("RoleTrusteeAccessControlEntries[0].Trustee.Type");
  }

  /** Waits for the log line of a request, which is written after the response has been sent. */
  private void awaitLogged(String key, Object value) {
    await()
        .untilAsserted(
            () ->
                assertThat(List.copyOf(lines.list))
                    .flatExtracting(
                        line ->
                            Objects.requireNonNullElse(
                                line.getKeyValuePairs(), List.<KeyValuePair>of()))
                    .anyMatch(pair -> pair.key.equals(key) && pair.value.equals(value)));
  }

  private ConnectionStore.Transaction faulty(ConnectionStore.Transaction transaction) {
    return (ConnectionStore.Transaction)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConnectionStore.Transaction.class},
            (proxy, method, arguments) -> {
              boolean first = method.getName().equals("page") && arguments[1] == null;
              boolean second = method.getName().equals("page") && arguments[1] != null;
              if (fault == Fault.SECOND_PAGE_FAILS && second) {
                throw new IllegalStateException("storage failed");
              }
              if (fault == Fault.SECOND_PAGE_IS_AN_ERROR && second) {
                throw new AssertionError("a defect");
              }
              if (fault == Fault.FIRST_PAGE_TIMES_OUT && first) {
                throw new OperationException(
                    OperationException.Kind.STORAGE_TIMED_OUT, "Too late.", Map.of());
              }
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private HttpResponse<String> list() throws Exception {
    return server.send("GET", server.inNamespace("/omfConnections"), "");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return server.send("POST", server.inNamespace("/omfConnections"), body);
  }

  /** Store whose transactions fail as the test has set. */
  private final class FaultyStore implements ConnectionStore {
    private final ConnectionStore store;

    FaultyStore(ConnectionStore store) {
      this.store = store;
    }

    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return store.read(deadline, transaction -> work.in(faulty(transaction)));
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      return store.write(deadline, work);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
