package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages for people: start page, contract and Swagger UI. */
class WebPagesTest {
  private static final String HTML = "\r\nAccept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
  private static final String DEVELOPMENT_TENANT = "5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40";

  @TempDir private Path folder;
  private static final OmfConnectionsServer DEVELOPMENT =
      OmfConnectionsServer.start(ServerConfig.builder().port(0).build());

  @AfterAll
  static void stop() {
    DEVELOPMENT.close();
  }

  @Test
  void browser_gets_a_start_page_with_the_public_credentials_and_a_token_request()
      throws IOException {
    RawConnection.RawResponse page = get(DEVELOPMENT, "/", HTML);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers())
        .containsEntry("content-type", "text/html;charset=utf-8")
        .containsEntry("vary", "Accept")
        .hasEntrySatisfying(
            "content-security-policy",
            policy -> assertThat(policy).startsWith("default-src 'none'"));
    assertThat(page.body())
        .contains(
            "curl http://localhost:8080/identity/connect/token",
            "Health",
            DEVELOPMENT_TENANT,
            "plant-a",
            DirectoryFile.DEVELOPMENT_SECRET);
    for (String link : links(page.body())) {
      assertThat(link).as("works behind a proxy with another path").doesNotStartWith("/");
      assertThat(get(DEVELOPMENT, "/" + link, HTML).status()).as(link).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\nAccept: */*", "\r\nAccept: application/json"})
  void other_clients_get_404_for_the_base_url(String accept) throws IOException {
    get(DEVELOPMENT, "/", accept).assertError(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/"})
  void swagger_ui_loads_its_files_from_this_service_only(String path) throws IOException {
    RawConnection.RawResponse page = get(DEVELOPMENT, path, HTML);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("http:", "https:", "//");
    assertThat(links(page.body()))
        .hasSize(4)
        .as("links work behind a proxy with another path")
        .noneMatch(link -> link.startsWith("/"));
    for (String link : links(page.body())) {
      URI file = URI.create("http://localhost" + path).resolve(link);
      RawConnection.RawResponse response = get(DEVELOPMENT, file.getPath(), "");
      assertThat(response.status()).as(link).isEqualTo(200);
      assertThat(response.headers().get("content-type"))
          .as(link)
          .startsWith(
              link.endsWith(".js")
                  ? "text/javascript"
                  : link.endsWith(".css") ? "text/css" : "image/");
    }
    assertThat(get(DEVELOPMENT, "/docs/swagger-initializer.js", "").body())
        .contains("openapi.json", "clientSecret: '" + DirectoryFile.DEVELOPMENT_SECRET + "'");
  }

  @Test
  void file_is_compressed_and_not_sent_again_to_a_browser_that_has_it() throws IOException {
    String path = "/docs/swagger-ui-bundle.js";
    RawConnection.RawResponse plain = get(DEVELOPMENT, path, "");
    RawConnection.RawResponse compressed =
        get(DEVELOPMENT, path, "\r\nAccept-Encoding: gzip, deflate, br");

    assertThat(compressed.headers()).containsEntry("content-encoding", "gzip");
    assertThat(compressed.headers().get("cache-control")).contains("max-age");
    assertThat(Integer.parseInt(compressed.headers().get("content-length")))
        .isLessThan(Integer.parseInt(plain.headers().get("content-length")) / 2);
    for (String known : new String[] {path, "/openapi.json", "/openapi.yaml"}) {
      String tag = get(DEVELOPMENT, known, "").headers().get("etag");
      assertThat(get(DEVELOPMENT, known, "\r\nIf-None-Match: " + tag).status()).isEqualTo(304);
    }
  }

  /** With places for the API, or the write timeout of anonymous callers, one of them would fail. */
  @Test
  void slow_browsers_occupy_places_of_pages_and_none_of_the_api() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (OmfConnectionsServer server =
        OmfConnectionsServer.start(
            ServerConfig.builder().port(0).maxConcurrentRequests(1).build())) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                Socket browser = new Socket();
                slow.add(browser);
                browser.setReceiveBufferSize(4096);
                browser.connect(
                    new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.baseUri().getPort()));
                // More than the buffers of the operating system hold.
                browser
                    .getOutputStream()
                    .write(
                        "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
                            .repeat(20)
                            .getBytes(US_ASCII));
                RawConnection.RawResponse page = get(server, "/docs", "");
                return page.status() == 503 && page.body().contains("same tenant or network");
              });

      // The place of the last response is free a moment after it was received. If browsers occupied
      // the places of the API, none would be free for as long as a write may take.
      await()
          .atMost(Duration.ofSeconds(2))
          .until(
              () -> get(server, "/identity/.well-known/openid-configuration", "").status() == 200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/index.html",
        "/docs/..%2Fpom.properties",
        "/docs/swagger-ui.js",
        "/docs/a/b"
      })
  void other_file_is_404(String path) throws IOException {
    get(DEVELOPMENT, path, HTML).assertError(404);
  }

  @ParameterizedTest
  @CsvSource({"/openapi.yaml, application/yaml", "/openapi.json, application/json"})
  void contract_has_the_urls_of_the_service_and_examples_of_the_development_directory(
      String path, String type) throws IOException {
    RawConnection.RawResponse response = get(DEVELOPMENT, path, "");
    assertThat(response.headers()).containsEntry("content-type", type);

    JsonNode contract = new YAMLMapper().readTree(response.body());

    assertThat(contract.at("/servers/0/url").asText())
        .isEqualTo("http://localhost:8080/api/{apiVersion}");
    assertThat(
            contract
                .at(
                    "/components/securitySchemes/clientCredentials/flows/clientCredentials/tokenUrl")
                .asText())
        .isEqualTo("http://localhost:8080/identity/connect/token");
    assertThat(contract.at("/components/parameters/tenantId/example").asText())
        .isEqualTo(DEVELOPMENT_TENANT);
    assertThat(contract.at("/paths").size()).isPositive();
  }

  @Test
  void pages_have_nothing_of_a_directory_of_tenants() throws IOException {
    Path directory = folder.resolve("tenants.yaml");
    Files.writeString(
        directory,
        """
        tenants:
          - id: private-tenant
            namespaces: [{id: private-namespace}]
            roles: [{id: private-role, name: Administrator, administrator: true}]
            clients: [{id: private-client, secret: private-secret, roles: [private-role]}]
        """);
    try (OmfConnectionsServer server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .directory(directory)
                .publicUri(URI.create("https://omf.example/base"))
                .build())) {
      for (String path :
          new String[] {"/", "/docs", "/docs/swagger-initializer.js", "/openapi.yaml"}) {
        RawConnection.RawResponse response = get(server, path, HTML);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
            .doesNotContain("private-")
            .doesNotContain(DirectoryFile.DEVELOPMENT_SECRET);
      }
      assertThat(get(server, "/openapi.json", "").body())
          .contains("https://omf.example/base/identity/connect/token");
    }
  }

  @Test
  void contract_of_a_service_with_an_external_issuer_has_bearer_tokens() throws IOException {
    try (OmfConnectionsServer server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .externalIssuer(
                    new ExternalIssuer(
                        URI.create("https://issuer.example"),
                        Set.of("audience"),
                        null,
                        ClaimNames.DEFAULT))
                .build())) {
      JsonNode scheme =
          new ObjectMapper()
              .readTree(get(server, "/openapi.json", "").body())
              .at("/components/securitySchemes/clientCredentials");

      assertThat(scheme.path("scheme").asText()).isEqualTo("bearer");
      assertThat(scheme.has("flows")).isFalse();
      assertThat(get(server, "/", HTML).body())
          .doesNotContain("connect/token", DirectoryFile.DEVELOPMENT_SECRET);
    }
  }

  @Test
  void pages_accept_get_and_head_only() throws IOException {
    for (String path : new String[] {"/", "/docs", "/openapi.yaml"}) {
      RawConnection.RawResponse response = send("POST", DEVELOPMENT, path, HTML);
      response.assertError(405);
      assertThat(response.headers()).containsEntry("allow", "GET, HEAD");
    }
  }

  private static List<String> links(String html) {
    return Pattern.compile("(?:href|src)=\"([^\"]+)\"")
        .matcher(html)
        .results()
        .map((MatchResult link) -> link.group(1))
        .toList();
  }

  private static RawConnection.RawResponse get(
      OmfConnectionsServer server, String path, String headers) throws IOException {
    return send("GET", server, path, headers);
  }

  private static RawConnection.RawResponse send(
      String method, OmfConnectionsServer server, String path, String headers) throws IOException {
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(method + " " + path + " HTTP/1.1\r\nHost: localhost:8080" + headers);
      return connection.read();
    }
  }
}
