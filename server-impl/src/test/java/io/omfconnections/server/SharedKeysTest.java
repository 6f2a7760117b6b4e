package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.SignedJWT;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.SigningKeys;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import io.omfconnections.server.store.SqlConnectionStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers on one database accept each other's tokens, also while their key is replaced. */
@Timeout(60)
class SharedKeysTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");

  @TempDir private Path data = Path.of("replaced");

  @Test
  void token_of_one_server_is_accepted_by_the_other() throws Exception {
    try (OmfConnectionsServer one = start();
        OmfConnectionsServer other = start()) {
      assertThat(status(other, token(one))).isEqualTo(200);
      assertThat(status(one, token(other))).isEqualTo(200);
    }
  }

  @Test
  void tokens_stay_valid_while_the_key_is_rotated() throws Exception {
    try (OmfConnectionsServer one = start();
        OmfConnectionsServer other = start()) {
      String before = token(one);
      rotate(false);
      clock.advance(Duration.ofMinutes(4));
      assertThat(keyId(token(one))).isEqualTo(keyId(before));

      clock.advance(SigningKeys.ACTIVATION_DELAY.minusMinutes(4));

      String after = token(one);
      assertThat(keyId(after)).isNotEqualTo(keyId(before));
      assertThat(status(other, after)).isEqualTo(200);
      assertThat(status(other, before)).isEqualTo(200);
    }
  }

  @Test
  void tokens_of_revoked_keys_are_refused() throws Exception {
    try (OmfConnectionsServer one = start();
        OmfConnectionsServer other = start()) {
      String before = token(one);
      rotate(true);
      clock.advance(Duration.ofMinutes(1));

      String after = token(one);
      assertThat(status(other, before)).isEqualTo(401);
      assertThat(status(other, after)).isEqualTo(200);
    }
  }

  private OmfConnectionsServer start() {
    return OmfConnectionsServer.start(
        ServerConfig.builder()
            .port(0)
            .dataDirectory(data)
            .publicUri(URI.create("https://omf.example"))
            .clock(clock)
            .build());
  }

  private void rotate(boolean revoke) {
    try (SqlConnectionStore store =
        OmfConnectionsServer.openStore(data, null, Duration.ofSeconds(10))) {
      SigningKeys.rotate(store.signingKeys(), clock, revoke);
    }
  }

  private static String keyId(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private String token(OmfConnectionsServer server) throws Exception {
    String form =
        "grant_type=client_credentials&client_id="
            + tenant(server).clients().get(0).id()
            + "&client_secret="
            + DirectoryFile.DEVELOPMENT_SECRET;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.baseUri() + "/identity/connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    JsonNode response = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    return response.path("access_token").asText();
  }

  private int status(OmfConnectionsServer server, String token) throws Exception {
    URI list =
        URI.create(
            server.baseUri()
                + "/api/v1/tenants/"
                + tenant(server).id()
                + "/namespaces/"
                + tenant(server).namespaceIds().get(0)
                + "/omfConnections");
    HttpRequest request =
        HttpRequest.newBuilder(list).header("Authorization", "Bearer " + token).build();
    return http.send(request, BodyHandlers.ofString()).statusCode();
  }

  private static Tenant tenant(OmfConnectionsServer server) {
    return server.directory().tenants().get(0);
  }
}
