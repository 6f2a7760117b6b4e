package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Refusal;
import io.omfconnections.server.identity.BuiltInIssuer;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final TenantDirectory directory = DirectoryFile.development();
  private final ConnectionStore store =
      new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofSeconds(10));
  private final Logger log = (Logger) LoggerFactory.getLogger("request");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private Fault fault = Fault.NONE;
  private @Nullable String token;
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        RestServer.start(
            "127.0.0.1",
            0,
            new RestServer.Parts(
                new ConnectionService(
                    new ConnectionStore() {
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
                    },
                    new ConnectionDelays(Duration.ZERO, Duration.ZERO),
                    Clock.systemUTC()),
                directory,
                new BuiltInIssuer(
                    directory, URI.create("http://issuer.example"), null, Clock.systemUTC()),
                null,
                Duration.ofSeconds(30),
                4_000_000,
                200));
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
    store.close();
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
      assertThat(logged("brokenOff")).isEqualTo(true);
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
    lines.list.clear();

    HttpResponse<String> answer = list();

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(new ObjectMapper().readTree(answer.body()).path("OperationId").asText())
        .isEqualTo(answer.headers().firstValue("Operation-Id").orElseThrow());
    assertThat(logged("status")).hasToString("504");
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
    String place =
        collection().toString().replace("/omfConnections", "/accesscontrol/omfConnections");
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(place))
                .PUT(
                    BodyPublishers.ofString(
                        "{\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":9}}]}")));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode parameters = new ObjectMapper().readTree(answer.body()).path("Parameters");
    assertThat(parameters.fieldNames())
        .toIterable()
        .containsExactly("RoleTrusteeAccessControlEntries[0].Trustee.Type");
  }

  /**
   * What the log says under a key of a request; waits for it, as the answer goes before the line.
   */
  private @Nullable Object logged(String key) throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      for (ILoggingEvent line : List.copyOf(lines.list)) {
        for (KeyValuePair pair :
            Objects.requireNonNullElse(line.getKeyValuePairs(), List.<KeyValuePair>of())) {
          if (pair.key.equals(key)) {
            return pair.value;
          }
        }
      }
      Thread.sleep(10);
    }
    return null;
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
      throw new Refusal(Refusal.Kind.STORAGE_TIMED_OUT, "Too late.", Map.of());
    }

    @Override
    public int size() {
      return 1;
    }
  }

  private HttpResponse<String> list() throws Exception {
    return send(HttpRequest.newBuilder(collection()));
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(HttpRequest.newBuilder(collection()).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    if (token == null) {
      token = fetchToken();
    }
    return client.send(
        request
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private URI collection() {
    return URI.create(
        base()
            + "/api/v1/tenants/"
            + directory.tenants().get(0).id()
            + "/namespaces/"
            + directory.tenants().get(0).namespaceIds().get(0)
            + "/omfConnections");
  }

  private String fetchToken() throws Exception {
    String form =
        "grant_type=client_credentials&client_id="
            + directory.tenants().get(0).clients().get(0).id()
            + "&client_secret="
            + DirectoryFile.DEVELOPMENT_SECRET;
    String body =
        client
            .send(
                HttpRequest.newBuilder(URI.create(base() + "/identity/connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build(),
                BodyHandlers.ofString())
            .body();
    return new ObjectMapper().readTree(body).path("access_token").asText();
  }

  private String base() {
    return "http://127.0.0.1:" + server.address().getPort();
  }
}
