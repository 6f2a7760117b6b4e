package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.identity.TenantDirectory.Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the endpoints from which clients obtain tokens. Long because each document and each error
 * is a test.
 */
class IdentityEndpointsTest {
  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  private static final String TOKEN = "/identity/connect/token";

  @TempDir private Path folder;
  private OmfConnectionsServer server;

  @BeforeEach
  void start() {
    server = OmfConnectionsServer.start(ServerConfig.builder().port(0).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A caller that can set Host for others must not be able to send their secrets elsewhere. */
  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, Host: localhost:PORT, http://localhost:PORT",
    "HTTP/1.1, Host: LocalHost:PORT, http://localhost:PORT",
    "HTTP/1.1, Host: localhost, http://localhost",
    "HTTP/1.1, Host: 127.0.0.1:9, http://127.0.0.1:9",
    "HTTP/1.1, Host: [::1]:9, http://[::1]:9",
    "HTTP/1.1, Host: example.org, http://127.0.0.1:PORT",
    "HTTP/1.1, Host: example.org:8443, http://127.0.0.1:PORT",
    "HTTP/1.1, Host: localhost.example.org, http://127.0.0.1:PORT",
    "HTTP/1.1, Host: 127.0.0.1.example.org:PORT, http://127.0.0.1:PORT",
    "HTTP/1.1, Host:, http://127.0.0.1:PORT",
    "HTTP/1.0, Accept: */*, http://127.0.0.1:PORT"
  })
  void discovery_document_uses_the_name_of_the_request_if_it_is_one_of_this_machine(
      String version, String header, String expected) throws IOException {
    String port = String.valueOf(server.baseUri().getPort());
    String base = expected.replace("PORT", port);

    JsonNode document = discovery(version, header.replace("PORT", port));

    assertThat(document.path("issuer").asText()).isEqualTo(base + "/identity");
    assertThat(document.path("token_endpoint").asText()).isEqualTo(base + TOKEN);
    assertThat(document.path("jwks_uri").asText()).isEqualTo(base + DISCOVERY + "/jwks");
  }

  @ParameterizedTest
  @ValueSource(strings = {DISCOVERY, DISCOVERY + "/jwks"})
  void head_of_a_document_has_the_header_fields_of_get(String path) throws Exception {
    URI uri = URI.create(server.baseUri() + path);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> get =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    HttpResponse<String> head =
        client.send(
            HttpRequest.newBuilder(uri).method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(head.statusCode()).isEqualTo(get.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-type"))
        .isPresent()
        .isEqualTo(get.headers().firstValue("content-type"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void compressed_token_request_is_told_that_it_may_not_be_compressed() throws IOException {
    RawConnection.RawResponse response;
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Encoding: gzip"
              + "\r\nContent-Type: application/x-www-form-urlencoded");
      response = connection.read();
    }

    response.assertError(415);
    assertThat(response.body()).contains("Content-Encoding gzip", "switch off the compression");
  }

  @Test
  void discovery_document_uses_the_public_url_whatever_the_request() throws IOException {
    server.close();
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .publicUri(URI.create("https://omf.example/base/"))
                .build());

    for (String host : List.of("localhost", "example.org", "omf.example")) {
      JsonNode document = discovery("HTTP/1.1", "Host: " + host);
      assertThat(document.path("issuer").asText()).isEqualTo("https://omf.example/base/identity");
      assertThat(document.path("token_endpoint").asText())
          .isEqualTo("https://omf.example/base" + TOKEN);
    }
  }

  /** As in a container, whose port has another name and number outside. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "example.org", "192.0.2.7:80"})
  void server_on_all_addresses_has_one_base_url_under_each_name(String host) throws Exception {
    Path directory = folder.resolve("tenants.yaml");
    Files.writeString(
        directory,
        """
        tenants:
          - id: t
            namespaces: [{id: n}]
            roles: [{id: r, name: Administrator, administrator: true}]
            clients: [{id: c, secret: s, roles: [r]}]
        """);
    server.close();
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder().host("0.0.0.0").port(0).directory(directory).build());

    JsonNode document = discovery("HTTP/1.1", "Host: " + host);

    assertThat(document.path("issuer").asText()).isEqualTo("http://" + host + "/identity");
    assertThat(document.path("token_endpoint").asText()).isEqualTo("http://" + host + TOKEN);
    String token =
        new ObjectMapper().readTree(token(host, "c", "s").body()).path("access_token").asText();
    assertThat(SignedJWT.parse(token).getJWTClaimsSet().getIssuer())
        .isEqualTo("http://" + host + "/identity");
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "GET /api/v1/tenants/t/namespaces/n/omfConnections HTTP/1.1\r\nHost: other"
              + "\r\nAuthorization: Bearer "
              + token);
      assertThat(connection.read().status()).isEqualTo(200);
    }
    String address = "http://127.0.0.1:" + server.baseUri().getPort();
    JsonNode withoutHost = discovery("HTTP/1.0", "Accept: */*");
    assertThat(withoutHost.path("issuer").asText()).isEqualTo(address + "/identity");
    assertThat(withoutHost.path("token_endpoint").asText()).isEqualTo(address + TOKEN);
  }

  @Test
  void token_names_the_issuer_of_the_discovery_document_and_is_accepted_under_every_name()
      throws Exception {
    for (String host : List.of("localhost:8080", "127.0.0.1:8080", "[::1]", "example.org")) {
      RawConnection.RawResponse response =
          token(host, client().id(), DirectoryFile.DEVELOPMENT_SECRET);
      String token = new ObjectMapper().readTree(response.body()).path("access_token").asText();

      assertThat(SignedJWT.parse(token).getJWTClaimsSet().getIssuer())
          .isEqualTo(discovery("HTTP/1.1", "Host: " + host).path("issuer").asText());
      for (String other : List.of("localhost", "127.0.0.1:8080", "example.org")) {
        try (RawConnection connection = new RawConnection(server)) {
          connection.sendHead(
              "GET /api/v1/tenants/"
                  + server.directory().tenants().get(0).id()
                  + "/namespaces/plant-a/omfConnections HTTP/1.1\r\nHost: "
                  + other
                  + "\r\nAuthorization: Bearer "
                  + token);
          assertThat(connection.read().status()).isEqualTo(200);
        }
      }
    }
  }

  private JsonNode discovery(String version, String header) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + " " + version + "\r\n" + header);
      RawConnection.RawResponse response = connection.read();
      assertThat(response.status()).isEqualTo(200);
      return new ObjectMapper().readTree(response.body());
    }
  }

  private Client client() {
    return server.directory().tenants().get(0).clients().get(0);
  }

  @Test
  void with_external_issuer_discovery_redirects_and_other_endpoints_are_404() throws IOException {
    server.close();
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .externalIssuer(
                    new ExternalIssuer(
                        URI.create("https://issuer.example"),
                        Set.of("audience"),
                        null,
                        ClaimNames.DEFAULT))
                .build());
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + " HTTP/1.1\r\nHost: a");
      RawConnection.RawResponse response = connection.read();
      assertThat(response.status()).isEqualTo(307);
      assertThat(response.headers())
          .containsEntry("location", "https://issuer.example/.well-known/openid-configuration");

      connection.sendHead("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      connection.read().assertError(404);
      connection.sendHead("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0");
      connection.read().assertError(404);
    }
  }

  @Test
  void key_set_contains_only_the_public_key() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("GET " + DISCOVERY + "/jwks HTTP/1.1\r\nHost: a");
      JsonNode keys = new ObjectMapper().readTree(connection.read().body()).path("keys");

      assertThat(keys).hasSize(1);
      assertThat(keys.get(0).has("kid")).isTrue();
      assertThat(keys.get(0).has("d")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "development-secret-not-for-production, true, 200, false",
    "development-secret-not-for-production, false, 200, false",
    "wrong, true, 401, true",
    "wrong, false, 401, false"
  })
  void token_response_is_not_cacheable_and_rejected_basic_credentials_get_a_challenge(
      String secret, boolean inHeader, int status, boolean challenged) throws IOException {
    String id = server.directory().tenants().get(0).clients().get(0).id();
    String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(ISO_8859_1));
    String form =
        "grant_type=client_credentials"
            + (inHeader ? "" : "&client_id=" + id + "&client_secret=" + secret);
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + (inHeader ? "\r\nAuthorization: Basic " + basic : "")
              + "\r\nContent-Length: "
              + form.length());
      connection.write(form);
      RawConnection.RawResponse response = connection.read();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.headers())
          .containsEntry("cache-control", "no-store")
          .containsEntry("content-type", "application/json");
      assertThat(response.headers().getOrDefault("www-authenticate", ""))
          .startsWith(challenged ? "Basic realm=" : "");
      assertThat(response.headers().containsKey("www-authenticate")).isEqualTo(challenged);
    }
  }

  @Test
  void guesses_of_a_secret_get_429_but_a_client_that_was_verified_gets_its_token()
      throws IOException {
    List<String> ids =
        server.directory().tenants().get(0).clients().stream().map(client -> client.id()).toList();
    assertThat(token(ids.get(0), DirectoryFile.DEVELOPMENT_SECRET).status()).isEqualTo(200);
    for (int i = 0; i < 50; i++) {
      assertThat(token(ids.get(0), "wrong" + i).status()).isEqualTo(401);
      assertThat(token(ids.get(1), "wrong" + i).status()).isEqualTo(401);
    }

    RawConnection.RawResponse refused = token(ids.get(0), "wrong");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers())
        .containsEntry("retry-after", "60")
        .containsEntry("cache-control", "no-store")
        .containsEntry("content-type", "application/json");
    assertThat(new ObjectMapper().readTree(refused.body()).path("error").asText())
        .isEqualTo("temporarily_unavailable");
    assertThat(token(ids.get(0), DirectoryFile.DEVELOPMENT_SECRET).status()).isEqualTo(200);
    assertThat(token(ids.get(1), DirectoryFile.DEVELOPMENT_SECRET).status()).isEqualTo(429);
  }

  private RawConnection.RawResponse token(String id, String secret) throws IOException {
    return token("a", id, secret);
  }

  private RawConnection.RawResponse token(String host, String id, String secret)
      throws IOException {
    String form = "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret;
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nContent-Type: application/x-www-form-urlencoded"
              + "\r\nContent-Length: "
              + form.length());
      connection.write(form);
      return connection.read();
    }
  }

  /** The endpoint needs no token, so anyone could occupy a thread for the request timeout. */
  @Test
  void incomplete_form_times_out_before_the_request_timeout() throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead("POST " + TOKEN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100");
      connection.write("grant_type=");
      RawConnection.RawResponse response = connection.read();

      response.assertError(408);
      assertThat(response.body()).contains("time limit of 5 seconds");
    }
  }

  @ParameterizedTest
  @CsvSource({"65536, unsupported_grant_type", "65537, Body too large"})
  void form_is_limited_to_64_kibibytes(int length, String error) throws IOException {
    String start = "grant_type=nonsense&client_id=c&client_secret=s&more=";
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + "\r\nContent-Length: "
              + length);
      connection.write(start + "x".repeat(length - start.length()));
      RawConnection.RawResponse response = connection.read();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.body()).contains(error);
    }
  }
}
