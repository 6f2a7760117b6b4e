package io.omfconnections.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.DirectoryFile;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of pages of other origins, as the Fetch standard describes them. */
class CorsTest {
  private static final String APP = "https://app.example.com";
  private static final String OTHER = "https://other.example.com";
  private static final String TOKEN = "/identity/connect/token";
  private static final String DISCOVERY = "/identity/.well-known/openid-configuration";
  private static final String PREFLIGHT =
      "\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: authorization";

  /** Servers by the origins that they allow. Each takes time to create its signing key. */
  private static final Map<Set<String>, OmfConnectionsServer> SERVERS = new HashMap<>();

  private OmfConnectionsServer server = start();

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(OmfConnectionsServer::close);
    SERVERS.clear();
  }

  @Test
  void preflight_request_is_told_the_methods_and_header_fields_of_the_contract()
      throws IOException {
    server = start(APP, "http://localhost:3000");

    for (String origin : Set.of(APP, "http://localhost:3000")) {
      RawConnection.RawResponse response = send("OPTIONS", connection(), origin, PREFLIGHT);

      assertThat(response.status()).isEqualTo(204);
      assertThat(response.body()).isEmpty();
      assertThat(response.headers())
          .containsEntry("access-control-allow-origin", origin)
          .containsEntry("access-control-allow-methods", "DELETE, GET, PUT")
          .containsEntry(
              "access-control-allow-headers", "Authorization, Content-Type, Request-Timeout")
          .containsEntry("access-control-max-age", "600")
          .containsEntry("vary", "Origin")
          .doesNotContainKey("access-control-allow-credentials");
    }
  }

  @ParameterizedTest
  @CsvSource({TOKEN + ", POST", DISCOVERY + ", 'GET, HEAD'"})
  void preflight_request_for_the_token_endpoint_or_discovery_is_allowed(String path, String methods)
      throws IOException {
    server = start(APP);

    RawConnection.RawResponse response = send("OPTIONS", path, APP, PREFLIGHT);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.headers()).containsEntry("access-control-allow-methods", methods);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, " + DISCOVERY + ", 200",
    "GET, /health/ready, 200",
    "POST, " + TOKEN + ", 400",
    "GET, CONNECTION, 401",
    "GET, /nothing, 404",
    "GET, /%zz, 404",
    "PATCH, CONNECTION, 405"
  })
  void every_response_can_be_read_by_a_page_of_an_allowed_origin(
      String method, String path, int status) throws IOException {
    server = start(APP);
    String target = path.replace("CONNECTION", connection());

    RawConnection.RawResponse allowed = send(method, target, APP, "");
    assertThat(allowed.status()).isEqualTo(status);
    assertThat(allowed.headers())
        .containsEntry("access-control-allow-origin", APP)
        .containsEntry(
            "access-control-expose-headers", "Operation-Id, Retry-After, WWW-Authenticate")
        .containsEntry("vary", "Origin");

    for (String origin : new String[] {OTHER, "null", ""}) {
      RawConnection.RawResponse refused = send(method, target, origin, "");
      assertThat(refused.status()).isEqualTo(status);
      assertThat(refused.headers())
          .doesNotContainKeys("access-control-allow-origin", "access-control-expose-headers")
          .containsEntry("vary", "Origin");
    }
  }

  @Test
  void unavailable_service_can_be_read_by_a_page_of_an_allowed_origin() throws Exception {
    ConnectionStore unavailable =
        (ConnectionStore)
            Proxy.newProxyInstance(
                ConnectionStore.class.getClassLoader(),
                new Class<?>[] {ConnectionStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    return null;
                  }
                  throw new OperationException(
                      OperationException.Kind.UNAVAILABLE, "Storage is away.", Map.of());
                });
    server = OmfConnectionsServer.start(config(APP), unavailable);
    SERVERS.put(Set.of("storage is away"), server);

    RawConnection.RawResponse response =
        send("GET", connection(), APP, "\r\nAuthorization: Bearer " + token());

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers()).containsEntry("access-control-allow-origin", APP);
  }

  @Test
  void preflight_request_of_another_origin_or_without_a_method_is_405() throws IOException {
    server = start(APP);

    send("OPTIONS", connection(), OTHER, PREFLIGHT).assertError(405);
    send("OPTIONS", connection(), APP, "").assertError(405);
    send("OPTIONS", "/nothing", APP, PREFLIGHT).assertError(404);
  }

  @Test
  void without_allowed_origins_nothing_is_added() throws IOException {
    RawConnection.RawResponse preflight = send("OPTIONS", connection(), APP, PREFLIGHT);
    preflight.assertError(405);
    assertThat(preflight.headers()).doesNotContainKeys("access-control-allow-origin", "vary");
    assertThat(send("GET", DISCOVERY, APP, "").headers())
        .doesNotContainKeys("access-control-allow-origin", "vary");
  }

  @Test
  void any_origin_is_allowed_on_loopback() throws IOException {
    server = start("*");

    RawConnection.RawResponse response = send("OPTIONS", connection(), OTHER, PREFLIGHT);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.headers())
        .containsEntry("access-control-allow-origin", "*")
        .doesNotContainKey("vary");
  }

  @Test
  void any_origin_is_refused_beyond_loopback() {
    ServerConfig config =
        ServerConfig.builder()
            .host("0.0.0.0")
            .directory(Path.of("not read"))
            .corsOrigins(Set.of("*"))
            .build();

    assertThatThrownBy(() -> OmfConnectionsServer.start(config).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--cors-origin")
        .hasMessageContaining("0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "http://localhost:3000",
        "http://[::1]:3000",
        "https://app.example.com:80",
        "chrome-extension://abcdef",
        "*"
      })
  void origin_as_browsers_send_it_is_accepted(String origin) {
    assertThat(config(origin).corsOrigins()).containsExactly(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://App.example.com",
        "HTTPS://app.example.com",
        "https://app.example.com:443",
        "http://app.example.com:80",
        "https://*.example.com",
        "https://user@app.example.com",
        "https://a.example.com https://b.example.com"
      })
  void origin_that_browsers_never_send_is_refused(String origin) {
    assertThatThrownBy(() -> config(origin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--cors-origin")
        .hasMessageEndingWith("not " + origin);
  }

  private static OmfConnectionsServer start(String... origins) {
    return SERVERS.computeIfAbsent(
        Set.of(origins), allowed -> OmfConnectionsServer.start(config(origins)));
  }

  private static ServerConfig config(String... origins) {
    return ServerConfig.builder().port(0).corsOrigins(Set.of(origins)).build();
  }

  private String token() throws IOException {
    String form =
        "grant_type=client_credentials&client_id="
            + server.directory().tenants().get(0).clients().get(0).id()
            + "&client_secret="
            + DirectoryFile.DEVELOPMENT_SECRET;
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST "
              + TOKEN
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              + "\r\nContent-Length: "
              + form.length());
      connection.write(form);
      return new ObjectMapper().readTree(connection.read().body()).path("access_token").asText();
    }
  }

  private String connection() {
    return "/api/v1/tenants/"
        + server.directory().tenants().get(0).id()
        + "/namespaces/plant-a/omfConnections/c";
  }

  private RawConnection.RawResponse send(
      String method, String path, String origin, String moreHeaders) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0"
              + (origin.isEmpty() ? "" : "\r\nOrigin: " + origin)
              + moreHeaders);
      return connection.read();
    }
  }
}
