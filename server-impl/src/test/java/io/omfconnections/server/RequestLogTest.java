package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import io.omfconnections.server.logging.BoundedAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestLogTest {
  private static final String BODY_TEXT = "a-name-that-must-not-be-logged";

  private final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private OmfConnectionsServer server;

  @BeforeEach
  void start() {
    server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build());
    lines.start();
    root.addAppender(lines);
  }

  @AfterEach
  void stop() {
    root.detachAppender(lines);
    server.close();
  }

  @Test
  void request_is_logged_in_one_line() throws Exception {
    Tenant tenant = server.directory().tenants().get(0);
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    awaitLines(1); // the line of the token request
    lines.list.clear();
    long start = System.nanoTime();

    HttpResponse<String> response =
        client.send(
            collection()
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString("{\"Name\":\"" + BODY_TEXT + "\",\"ClientIds\":[]}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(202);
    List<ILoggingEvent> requests = awaitLines(1);
    final double elapsedMillis = (System.nanoTime() - start) / 1e6;
    assertThat(requests).hasSize(1);
    Map<String, String> properties =
        requests.get(0).getKeyValuePairs().stream()
            .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    assertThat(properties)
        .containsEntry("method", "POST")
        .containsEntry(
            "template", "/api/v1/tenants/{tenantId}/namespaces/{namespaceId}/omfConnections")
        .containsEntry("status", "202")
        .containsEntry("tenant", tenant.id())
        .containsEntry("client", tenant.clients().get(0).id())
        .containsEntry("traceId", "4bf92f3577b34da6a3ce929d0e0e4736")
        .doesNotContainKey("truncated");
    assertThat(Double.parseDouble(properties.get("durationMillis"))).isBetween(0.0, elapsedMillis);
    assertThat(requests.get(0).getMDCPropertyMap())
        .containsEntry("operationId", response.headers().firstValue("Operation-Id").orElseThrow());
  }

  @Test
  void line_says_why_a_token_was_rejected() throws Exception {
    // {"alg":"HS256","typ":"JWT"}
    String token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl";

    HttpResponse<String> response =
        client.send(
            collection().header("Authorization", "Bearer " + token).build(),
            BodyHandlers.ofString());

    assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error_description", "algorithm (alg) is HS256");
    assertThat(new ObjectMapper().readTree(response.body()).path("Parameters").toString())
        .contains("algorithm (alg) is HS256");
    assertThat(awaitLines(1).get(0).getKeyValuePairs())
        .anySatisfy(
            pair -> {
              assertThat(pair.key).isEqualTo("tokenFault");
              assertThat(String.valueOf(pair.value)).contains("algorithm (alg) is HS256");
            });
  }

  @Test
  void tokens_secrets_and_bodies_are_never_logged() throws Exception {
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    token("an-invalid-secret");
    for (String authorization :
        List.of("Bearer " + token, "Bearer " + token + "x", "Basic c2VjcmV0OnNlY3JldA==")) {
      for (String body :
          List.of(
              "{\"Name\":\"" + BODY_TEXT + "\",\"ClientIds\":[]}",
              "{\"Name\":\"" + BODY_TEXT,
              "{\"Name\":[\"" + BODY_TEXT + "\"]}")) {
        client.send(
            collection()
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
      }
    }

    awaitLines(11);
    for (Encoder<ILoggingEvent> encoder :
        List.of(encoder("logback.xml"), encoder("logback-json.xml"))) {
      for (ILoggingEvent line : List.copyOf(lines.list)) {
        assertThat(new String(encoder.encode(line), StandardCharsets.UTF_8))
            .doesNotContain(
                token,
                token.substring(0, token.length() / 2),
                DirectoryFile.DEVELOPMENT_SECRET,
                "an-invalid-secret",
                "c2VjcmV0OnNlY3JldA",
                BODY_TEXT);
      }
    }
  }

  @Test
  void json_log_line_is_one_object_with_the_same_properties() throws Exception {
    token(DirectoryFile.DEVELOPMENT_SECRET);

    String line =
        new String(
            encoder("logback-json.xml").encode(awaitLines(1).get(0)), StandardCharsets.UTF_8);

    assertThat(line.lines()).hasSize(1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.toString())
        .contains("\"method\":\"POST\"", "\"template\":\"/identity/connect/token\"", "operationId");
  }

  private HttpRequest.Builder collection() {
    Tenant tenant = server.directory().tenants().get(0);
    return HttpRequest.newBuilder(
        URI.create(
            server.baseUri()
                + "/api/v1/tenants/"
                + tenant.id()
                + "/namespaces/"
                + tenant.namespaceIds().get(0)
                + "/omfConnections"));
  }

  private String token(String secret) throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id="
            + server.directory().tenants().get(0).clients().get(0).id()
            + "&client_secret="
            + secret;
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(server.baseUri() + "/identity/connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());
    return new ObjectMapper().readTree(response.body()).path("access_token").asText();
  }

  /** Waits for lines of the access log, which are written after the response has been sent. */
  private List<ILoggingEvent> awaitLines(int count) {
    return await()
        .until(
            () ->
                List.copyOf(lines.list).stream()
                    .filter(line -> line.getLoggerName().equals("request"))
                    .toList(),
            requests -> requests.size() >= count);
  }

  /** Returns the encoder of one of the logging configurations of the service. */
  @SuppressWarnings("unchecked")
  private static Encoder<ILoggingEvent> encoder(String configuration) throws Exception {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(RequestLogTest.class.getResource("/" + configuration));
    BoundedAppender bounded =
        (BoundedAppender) context.getLogger("ROOT").iteratorForAppenders().next();
    return ((ConsoleAppender<ILoggingEvent>) bounded.iteratorForAppenders().next()).getEncoder();
  }
}
