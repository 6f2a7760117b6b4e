package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed file at the start, and the reset of the development directory's data. */
class ResetTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESET = "/development/reset";
  private static final String CLIENT = "c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11";
  private static final String TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40";
  private static final String COLLECTION =
      "/api/v1/tenants/" + TENANT + "/namespaces/plant-a/omfConnections";
  private static final String SEED =
      """
      tenants:
        - id: %s
          namespaces:
            - id: plant-a
              connections:
                - Id: 009d8600-fb20-4a6a-8368-e74863a83c4c
                  Name: Boiler house
                  ClientIds: [a]
                  CreatedDate: 2021-03-18T23:57:44.6109361Z
                  Owner: {Type: 2, ObjectId: %s}
      """
          .formatted(TENANT, CLIENT);
  private static final String SEEDED =
      "[{'Id':'009d8600-fb20-4a6a-8368-e74863a83c4c','Name':'Boiler house','State':'Active',"
          + "'Description':null,'CreatedDate':'2021-03-18T23:57:44.6109361Z','ClientIds':['a']}]";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void seed_is_written_once_and_restored_by_a_reset() throws Exception {
    Path seed = Files.writeString(folder.resolve("seed.yaml"), SEED);
    UnaryOperator<ServerConfigBuilder> settings =
        config -> config.dataDirectory(folder.resolve("data")).seed(seed);
    try (OmfConnectionsServer server = start(settings)) {
      assertThat(list(server)).isEqualTo(json(SEEDED));
      create(server, "b");
    }
    try (OmfConnectionsServer server = start(settings)) {
      assertThat(list(server)).as("after a restart").hasSize(2);
      String token = token(server);

      assertThat(reset(server).statusCode()).isEqualTo(204);
      assertThat(reset(server).statusCode()).isEqualTo(204);

      assertThat(list(server, token)).as("with the same token").isEqualTo(json(SEEDED));
      create(server, "b");
    }
  }

  @Test
  void reset_without_a_seed_removes_all_connections() throws Exception {
    try (OmfConnectionsServer server = start(config -> config)) {
      create(server, "b");

      assertThat(reset(server).statusCode()).isEqualTo(204);

      assertThat(list(server)).isEmpty();
      create(server, "b");
      server.reset();
      assertThat(list(server)).as("of the embedding program").isEmpty();
    }
  }

  /** Header fields of requests by pages of other sites, some of which use DNS rebinding. */
  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, http://localhost:3000",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-origin"
  })
  void page_cannot_cause_a_reset(String header, String value) throws Exception {
    try (OmfConnectionsServer server = start(config -> config.corsOrigins(Set.of("*")))) {
      create(server, "b");

      HttpResponse<String> response = reset(server, header, value);

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(JSON.readTree(response.body()).path("Resolution").asText())
          .contains("--cors-origin");
      assertThat(list(server)).hasSize(1);
    }
  }

  @Test
  void page_of_an_allowed_origin_can_cause_a_reset() throws Exception {
    String origin = "http://localhost:3000";
    try (OmfConnectionsServer server = start(config -> config.corsOrigins(Set.of(origin)))) {
      create(server, "b");

      HttpResponse<String> response =
          reset(server, "Origin", origin, "Sec-Fetch-Site", "cross-site");

      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(list(server)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void other_methods_get_405(String method) throws Exception {
    try (OmfConnectionsServer server = start(config -> config)) {
      HttpResponse<String> response = send(request(server, RESET).method(method, noBody()));

      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void reset_does_not_exist_with_own_directory_or_external_issuer() throws Exception {
    Path own = folder.resolve("directory.yaml");
    try (var in = DirectoryFile.class.getResourceAsStream("development-directory.yaml")) {
      Files.copy(in, own);
    }
    ExternalIssuer external =
        new ExternalIssuer(
            URI.create("http://127.0.0.1:1"),
            Set.of("audience"),
            URI.create("http://127.0.0.1:1/keys"),
            ClaimNames.DEFAULT);
    for (UnaryOperator<ServerConfigBuilder> settings :
        List.<UnaryOperator<ServerConfigBuilder>>of(
            config -> config.directory(own), config -> config.externalIssuer(external))) {
      try (OmfConnectionsServer server = start(settings)) {
        assertThat(reset(server).statusCode()).isEqualTo(404);
        assertThat(send(request(server, RESET).GET()).statusCode()).isEqualTo(404);
      }
    }
  }

  private static OmfConnectionsServer start(UnaryOperator<ServerConfigBuilder> settings) {
    return OmfConnectionsServer.start(settings.apply(ServerConfig.builder().port(0)).build());
  }

  private HttpResponse<String> reset(OmfConnectionsServer server, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(server, RESET).POST(noBody());
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private JsonNode list(OmfConnectionsServer server) throws Exception {
    return list(server, token(server));
  }

  private JsonNode list(OmfConnectionsServer server, String token) throws Exception {
    HttpResponse<String> response =
        send(request(server, COLLECTION).header("Authorization", "Bearer " + token));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body()).path("Results");
  }

  private void create(OmfConnectionsServer server, String clientId) throws Exception {
    HttpResponse<String> response =
        send(
            request(server, COLLECTION)
                .header("Authorization", "Bearer " + token(server))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"ClientIds\":[\"" + clientId + "\"]}")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private String token(OmfConnectionsServer server) throws Exception {
    HttpResponse<String> response =
        send(
            request(server, "/identity/connect/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id="
                            + CLIENT
                            + "&client_secret="
                            + DirectoryFile.DEVELOPMENT_SECRET)));
    return JSON.readTree(response.body()).path("access_token").asText();
  }

  private static HttpRequest.Builder request(OmfConnectionsServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.baseUri() + path));
  }

  private static HttpRequest.BodyPublisher noBody() {
    return BodyPublishers.noBody();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }
}
