package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Answers that can't be given as they were begun, and answers of a bounded size. */
class AnswersTest {
  /** What is wrong with the store. */
  private enum Fault {
    NONE,
    FIRST_PAGE_COMES_LATE,
    SECOND_PAGE_FAILS
  }

  private static final int CONNECTIONS = 200; // a few pages

  private final Logger log = (Logger) LoggerFactory.getLogger("request");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Fault fault = Fault.NONE;
  private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningServer(Spoiled::new, 4_000_000, 200);
  }

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
    server.close();
  }

  @Test
  void aListThatFailsOnItsWayIsNotTakenForAWholeOne() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      assertThat(post("{\"Name\":\"" + "n".repeat(150) + "\",\"ClientIds\":[]}").statusCode())
          .isEqualTo(202);
    }
    assertThat(new ObjectMapper().readTree(list().body()).path("Results")).hasSize(CONNECTIONS);

    fault = Fault.SECOND_PAGE_FAILS;
    lines.list.clear();
    Logger broken = (Logger) LoggerFactory.getLogger(BrokenAnswers.class);
    broken.addAppender(lines);
    try {
      assertThatThrownBy(this::list).isInstanceOf(IOException.class);
      assertThat(isLogged("brokenOff", true)).isTrue();
      assertThat(lines.list)
          .filteredOn(line -> line.getFormattedMessage().equals("The answer was broken off"))
          .singleElement()
          .extracting(line -> line.getThrowableProxy().getMessage())
          .isEqualTo("the disk is gone");
    } finally {
      broken.detachAppender(lines);
    }
  }

  @Test
  void aListThatFailsBeforeItIsOnItsWayIsAnError() throws Exception {
    assertThat(post("{\"Name\":\"n\",\"ClientIds\":[]}").statusCode()).isEqualTo(202);
    fault = Fault.FIRST_PAGE_COMES_LATE;

    HttpResponse<String> answer = list();

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(new ObjectMapper().readTree(answer.body()).path("OperationId").asText())
        .isEqualTo(answer.headers().firstValue("Operation-Id").orElseThrow());
    assertThat(isLogged("status", 504)).isTrue();
    assertThat(lines.list.toString()).doesNotContain("brokenOff");
  }

  @Test
  void aBodyThatIsWrongInAMillionPlacesIsRefusedInFewWords() throws Exception {
    HttpResponse<String> answer = post("{\"ClientIds\":[" + "1,".repeat(1_000_000) + "1]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode parameters = new ObjectMapper().readTree(answer.body()).path("Parameters");
    assertThat(parameters.size()).isBetween(2, 30);
    assertThat(answer.body().length()).isLessThan(10_000);
  }

  @Test
  void anEntryWithAWrongTypeIsNotBlamedOnItsTrustee() throws Exception {
    HttpResponse<String> answer =
        server.send(
            "PUT",
            server.inNamespace("/accesscontrol/omfConnections"),
            "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":9}}]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode parameters = new ObjectMapper().readTree(answer.body()).path("Parameters");
    assertThat(parameters.fieldNames())
        .toIterable()
        .containsExactly("RoleTrusteeAccessControlEntries[0].Trustee.Type");
  }

  /** Whether the log says this of a request; waits for it, as the answer goes before the line. */
  private boolean isLogged(String key, Object value) throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      for (ILoggingEvent line : List.copyOf(lines.list)) {
        for (KeyValuePair pair :
            Objects.requireNonNullElse(line.getKeyValuePairs(), List.<KeyValuePair>of())) {
          if (pair.key.equals(key) && pair.value.equals(value)) {
            return true;
          }
        }
      }
      Thread.sleep(10);
    }
    return false;
  }

  private ConnectionStore.Transaction failing(ConnectionStore.Transaction transaction) {
    return (ConnectionStore.Transaction)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConnectionStore.Transaction.class},
            (proxy, method, arguments) -> {
              boolean first = method.getName().equals("page") && arguments[1] == null;
              boolean second = method.getName().equals("page") && arguments[1] != null;
              if (fault == Fault.SECOND_PAGE_FAILS && second) {
                throw new IllegalStateException("the disk is gone");
              }
              if (fault == Fault.FIRST_PAGE_COMES_LATE && first) {
                return new LateList();
              }
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** One connection, which storage does not give in time. */
  private static final class LateList extends AbstractList<Object> {
    @Override
    public Object get(int index) {
      throw new OperationException(
          OperationException.Kind.STORAGE_TIMED_OUT, "Too late.", Map.of());
    }

    @Override
    public int size() {
      return 1;
    }
  }

  private HttpResponse<String> list() throws Exception {
    return server.send("GET", server.inNamespace("/omfConnections"), "");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return server.send("POST", server.inNamespace("/omfConnections"), body);
  }

  /** The store, with what is wrong with it. */
  private final class Spoiled implements ConnectionStore {
    private final ConnectionStore store;

    Spoiled(ConnectionStore store) {
      this.store = store;
    }

    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return store.read(deadline, transaction -> work.in(failing(transaction)));
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
