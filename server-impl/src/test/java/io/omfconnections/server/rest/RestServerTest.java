package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.omfconnections.server.connections.Deadline;
import jakarta.ws.rs.Path;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RestServerTest {
  private static final int PLACES = 4;

  @Test
  void everyGeneratedInterfaceIsImplementedByOneResource() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.omfconnections.generated.api", "io.omfconnections.server.rest");
    List<JavaClass> generated =
        classes.stream()
            .filter(type -> type.isInterface() && type.isAnnotatedWith(Path.class))
            .toList();

    assertThat(generated).isNotEmpty();
    for (JavaClass type : generated) {
      assertThat(classes.stream().filter(c -> !c.isInterface() && c.isAssignableTo(type.getName())))
          .as(type.getName())
          .hasSize(1);
    }
    int operations = generated.stream().mapToInt(type -> type.getMethods().size()).sum();
    assertThat(operations).isEqualTo(Contract.load().operations().size());
  }

  /** That the right resource is reached then, the contract tests show. */
  @Test
  void everyOperationOfTheContractIsRoutedAndWantsAToken() throws IOException {
    try (RunningServer running = running()) {
      int answered = 0;
      for (Contract.Operation operation : Contract.load().operations()) {
        for (String base : Contract.load().basePaths()) {
          String path = base + operation.route().template().replaceAll("[{}]", "");
          String answer =
              exchange(
                  running,
                  operation.route().method() + " " + path,
                  "Content-Length: 0",
                  "Connection: close");
          assertThat(answer).as(path).startsWith("HTTP/1.1 401 ").contains("Operation-Id: ");
          answered++;
        }
      }
      assertThat(answered).isEqualTo(26);
    }
  }

  /** Java's own client offers HTTP/2 with every request. */
  @Test
  void anOfferOfHttp2IsIgnored() throws Exception {
    try (RunningServer running = running()) {
      HttpClient client = HttpClient.newHttpClient();
      URI address = running.uri("/api/v1/tenants/t/namespaces/n/omfConnections");
      for (String method : List.of("GET", "POST", "GET", "POST", "PUT")) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(address)
                    .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{}"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(method).isEqualTo(method.equals("PUT") ? 405 : 401);
      }
    }
  }

  @Test
  void whatComesWhileAllPlacesAreTakenIsRefusedAtOnce() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("request");
    lines.start();
    log.addAppender(lines);
    List<Socket> stalled = new ArrayList<>();
    String operationId;
    try (RunningServer running = running()) {
      // One more than there are places, none of which is given back: exactly one is refused.
      for (int i = 0; i <= PLACES; i++) {
        Socket socket = running.connect();
        stalled.add(socket);
        send(socket, "POST /identity/connect/token", "Content-Length: 100");
      }
      assertThat(head(answered(stalled))).startsWith("HTTP/1.1 503 ");

      String refusal = exchange(running, "GET /api/v1/tenants/t/namespaces/n/omfConnections");
      assertThat(refusal)
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 5\n", "Content-Type: application/json\n", "Operation-Id: ");
      operationId = refusal.replaceFirst("(?s).*Operation-Id: ([^\n]+)\n.*", "$1");

      for (Socket socket : stalled) {
        socket.close();
      }
      Deadline patience = Deadline.in(Duration.ofSeconds(20));
      String answer = refusal;
      while (answer.startsWith("HTTP/1.1 503 ")) {
        patience.check();
        answer = exchange(running, "GET /api/v1/tenants/t/namespaces/n/omfConnections");
      }
      assertThat(answer).startsWith("HTTP/1.1 401 ");
    } finally {
      log.detachAppender(lines);
    }
    assertThat(lines.list)
        .anySatisfy(
            line -> {
              assertThat(line.getMDCPropertyMap()).containsEntry("operationId", operationId);
              assertThat(line.getKeyValuePairs().toString()).contains("status=\"503\"");
            });
  }

  @Test
  void aRequestTakesNoPlaceBeforeItsHeadIsThere() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    try (RunningServer running = running()) {
      for (int i = 0; i < 10 * PLACES; i++) {
        Socket socket = running.connect();
        stalled.add(socket);
        socket.getOutputStream().write("GET /api/v1 HTTP/1.1\r\nHost: loc".getBytes(US_ASCII));
      }
      assertThat(exchange(running, "GET /api/v1/tenants/t/namespaces/n/omfConnections"))
          .startsWith("HTTP/1.1 401 ");
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void closingDoesNotWaitForConnectionsThatAreIdle() throws Exception {
    RunningServer running = running();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(running.uri("/api/v1/tenants/t/namespaces/n/omfConnections"))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);

    Deadline deadline = Deadline.in(Duration.ofSeconds(20)); // a request might take 30
    running.close();

    assertThat(deadline.isExpired()).isFalse();
  }

  @Test
  void whoeverIsInterruptedWhileItClosesCutsWhatRuns() throws Exception {
    RunningServer running = running();
    try (Socket stalled = running.connect()) {
      send(stalled, "POST /identity/connect/token", "Content-Length: 9", "Expect: 100-continue");
      assertThat(head(stalled)).startsWith("HTTP/1.1 100 ");

      AtomicBoolean interrupted = new AtomicBoolean();
      Thread closing =
          new Thread(
              () -> {
                running.close();
                interrupted.set(Thread.currentThread().isInterrupted());
              });
      closing.start();
      Thread.sleep(1_000); // until it waits for the request
      closing.interrupt();

      // The request itself would get an answer after five seconds.
      assertThat(stalled.getInputStream().read()).isEqualTo(-1);
      closing.join();
      assertThat(interrupted).isTrue();
    }
  }

  @Test
  void aTokenThatIsNotAcceptedIsToldWhy() throws Exception {
    try (RunningServer running = running()) {
      assertThat(
              exchange(
                  running,
                  "GET /api/v1/tenants/t/namespaces/n/omfConnections",
                  "Authorization: Bearer nonsense"))
          .startsWith("HTTP/1.1 401 ")
          .containsPattern("WWW-Authenticate: Bearer .*error_description=\"[^\"]{5,}\"");
    }
  }

  private static void send(Socket socket, String request, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(request + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    socket.getOutputStream().write(head.append("\r\n").toString().getBytes(US_ASCII));
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  /** The one of these that gets an answer first. */
  private static Socket answered(List<Socket> sockets) throws Exception {
    Deadline patience = Deadline.in(Duration.ofSeconds(20));
    while (true) {
      for (Socket socket : sockets) {
        if (socket.getInputStream().available() > 0) {
          return socket;
        }
      }
      patience.check();
      Thread.sleep(10);
    }
  }

  private static RunningServer running() throws IOException {
    return new RunningServer(store -> store, 1_000, PLACES);
  }

  /** The start of the answer, with all of its head. */
  private static String exchange(RunningServer running, String request, String... headers)
      throws IOException {
    try (Socket socket = running.connect()) {
      send(socket, request, headers);
      return head(socket);
    }
  }
}
