package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.PrometheusText.Sample;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.ExternalIssuer;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the metrics. Long because it names the metrics of each part of the server. */
class MetricsTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private OmfConnectionsServer server;
  private Tenant tenant;

  @BeforeEach
  void start() {
    server = OmfConnectionsServer.start(ServerConfig.builder().port(0).managementPort(0).build());
    tenant = server.directory().tenants().get(0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void requests_are_counted_by_operation_and_status() throws Exception {
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    for (int i = 0; i < 3; i++) {
      assertThat(list(token).statusCode()).isEqualTo(200);
    }
    assertThat(list("wrong").statusCode()).isEqualTo(401);
    assertThat(send("GET", api("/nothing")).statusCode()).isEqualTo(404);
    assertThat(send("POST", api("/development/reset")).statusCode()).isEqualTo(204);

    await().untilAsserted(() -> assertRequests(scrape()));
  }

  private static void assertRequests(List<Sample> samples) {
    assertThat(value(samples, "omf_requests_seconds_count", requests("getOmfConnections", 200)))
        .isEqualTo(3);
    assertThat(value(samples, "omf_requests_seconds_count", requests("getOmfConnections", 401)))
        .isEqualTo(1);
    assertThat(value(samples, "omf_requests_seconds_count", requests("other", 404))).isEqualTo(1);
    assertThat(value(samples, "omf_requests_seconds_count", requests("/development/reset", 204)))
        .isEqualTo(1);
    assertThat(
            value(
                samples,
                "omf_requests_seconds_bucket",
                Map.of("operation", "getOmfConnections", "status", "200", "le", "+Inf")))
        .isEqualTo(3);
    assertThat(value(samples, "omf_token_requests_total", Map.of("result", "issued"))).isEqualTo(1);
    assertThat(value(samples, "omf_secrets_accepted_total", Map.of("by", "comparison")))
        .isEqualTo(1);
  }

  @Test
  void scrape_has_the_state_of_each_part_of_the_server() throws Exception {
    token("wrong");
    token(DirectoryFile.DEVELOPMENT_SECRET);
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    list(token);

    await().untilAsserted(() -> assertState(scrape()));
  }

  private static void assertState(List<Sample> samples) {
    assertThat(value(samples, "omf_token_requests_total", Map.of("result", "invalid_client")))
        .isEqualTo(1);
    assertThat(value(samples, "omf_secrets_accepted_total", Map.of("by", "memory"))).isEqualTo(1);
    assertThat(value(samples, "omf_secrets_remembered", Map.of())).isEqualTo(1);
    assertThat(value(samples, "omf_places_max", Map.of())).isEqualTo(200);
    assertThat(value(samples, "omf_places_used", Map.of())).isZero();
    assertThat(value(samples, "omf_connections_open", Map.of())).isPositive();
    for (String budget : List.of("bodies", "forms")) {
      assertThat(value(samples, "omf_memory_budget_bytes", Map.of("budget", budget))).isPositive();
      assertThat(value(samples, "omf_memory_reserved_bytes", Map.of("budget", budget))).isZero();
    }
    assertThat(
            value(
                samples,
                "omf_storage_transactions_seconds_count",
                Map.of("kind", "read", "result", "committed")))
        .isPositive();
    assertThat(value(samples, "omf_storage_waiting_seconds_count", Map.of("kind", "read")))
        .isPositive();
    assertThat(value(samples, "hikaricp_connections", Map.of("pool", "readers"))).isPositive();
    assertThat(value(samples, "omf_log_lines_dropped_total", Map.of())).isNotNegative();
    assertThat(samples.stream().map(Sample::name))
        .contains(
            "omf_requests_active",
            "omf_requests_malformed_total",
            "omf_connections_max",
            "omf_connections_evicted_total",
            "omf_secrets_hashing",
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "process_cpu_usage",
            "process_uptime_seconds");
    assertThat(samples.stream().filter(each -> each.name().equals("omf_requests_rejected_total")))
        .extracting(each -> each.labels().get("cause"))
        .containsExactlyInAnyOrder(
            "places",
            "share_of_places",
            "pages",
            "memory",
            "share_of_memory",
            "storage",
            "token_keys",
            "stopping");
  }

  @Test
  void request_without_the_keys_of_the_issuer_is_counted_as_rejected() throws Exception {
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    server.close();
    URI unreachable = URI.create("http://127.0.0.1:1/keys");
    server =
        OmfConnectionsServer.start(
            ServerConfig.builder()
                .port(0)
                .managementPort(0)
                .externalIssuer(
                    new ExternalIssuer(
                        URI.create("http://127.0.0.1:1"),
                        Set.of("audience"),
                        unreachable,
                        ClaimNames.DEFAULT))
                .build());

    assertThat(list(token).statusCode()).isEqualTo(503);

    await()
        .until(
            () ->
                value(scrape(), "omf_requests_rejected_total", Map.of("cause", "token_keys")) == 1);
    assertThat(value(scrape(), "omf_requests_rejected_total", Map.of("cause", "storage"))).isZero();
  }

  /** Otherwise, callers could fill the memory, and their identifiers would be public. */
  @Test
  void labels_have_nothing_that_a_caller_sends() throws Exception {
    String token = token(DirectoryFile.DEVELOPMENT_SECRET);
    String marker = "q" + UUID.randomUUID();
    sendMarked(token, marker, "GET");
    await().until(() -> value(scrape(), "omf_requests_seconds_count", requests("other", 404)) > 0);
    Set<Map<String, String>> before = labels(scrape());

    for (int i = 0; i < 20; i++) {
      sendMarked(token, "q" + UUID.randomUUID(), "GET");
      sendMarked(token, marker, "M" + i);
    }

    await().until(() -> value(scrape(), "omf_requests_seconds_count", requests("other", 404)) > 20);
    Set<Map<String, String>> after = labels(scrape());
    after.removeAll(before);
    assertThat(after)
        .allMatch(
            each -> Set.of("401", "404", "405", "501").contains(each.getOrDefault("status", "")))
        .hasSizeLessThan(4 * 14);
    String all = text();
    assertThat(all)
        .doesNotContain(
            marker, tenant.id(), tenant.namespaceIds().get(0), tenant.clients().get(0).id(), token);
  }

  private void sendMarked(String token, String marker, String method) throws Exception {
    for (URI uri :
        List.of(
            api("/" + marker),
            api("/api/v1/tenants/" + tenant.id() + "/namespaces/" + marker + "/omfConnections"),
            URI.create(collection() + "/" + marker),
            api("/health/" + marker),
            api("/docs/" + marker))) {
      http.send(
          HttpRequest.newBuilder(uri)
              .method(method, BodyPublishers.noBody())
              .header("Authorization", "Bearer " + token)
              .build(),
          BodyHandlers.discarding());
    }
  }

  @Test
  void management_port_has_metrics_and_health_checks_only() throws Exception {
    assertThat(send("GET", api("/metrics")).statusCode()).isEqualTo(404);
    URI metrics = Objects.requireNonNull(server.metricsUri());
    assertThat(metrics.getPort()).isNotEqualTo(server.baseUri().getPort());
    HttpResponse<String> response = send("GET", metrics);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(send("HEAD", metrics).statusCode()).isEqualTo(200);
    assertThat(send("GET", metrics.resolve("/health/ready")).statusCode()).isEqualTo(200);
    assertThat(send("GET", metrics.resolve("/health/live")).statusCode()).isEqualTo(200);
    for (String path : List.of("/%6Detrics", "/METRICS/", "/%68ealth/live", "/health/%72eady")) {
      assertThat(send("GET", metrics.resolve(path)).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(send("POST", metrics).statusCode()).isEqualTo(405);
    for (String path : List.of("/", "/docs", "/openapi.json", "/identity/connect/token")) {
      assertThat(send("GET", metrics.resolve(path)).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(send("GET", metrics.resolve(collection().getPath())).statusCode()).isEqualTo(404);
  }

  @Test
  void metrics_are_beside_the_api_without_a_management_port() throws Exception {
    try (OmfConnectionsServer beside =
        OmfConnectionsServer.start(ServerConfig.builder().port(0).build())) {
      URI metrics = Objects.requireNonNull(beside.metricsUri());
      assertThat(metrics).isEqualTo(beside.baseUri().resolve("/metrics"));
      assertThat(PrometheusText.parse(send("GET", metrics).body())).isNotEmpty();
      assertThat(send("POST", metrics).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void metrics_are_not_beside_an_api_that_other_machines_can_reach(@TempDir Path folder)
      throws Exception {
    Path directory =
        Files.writeString(
            folder.resolve("tenants.yaml"),
            "tenants: [{id: t, roles: [{id: r, administrator: true}]}]");
    try (OmfConnectionsServer open =
        OmfConnectionsServer.start(
            ServerConfig.builder().host("0.0.0.0").port(0).directory(directory).build())) {
      assertThat(open.metricsUri()).isNull();
      URI metrics = URI.create("http://127.0.0.1:" + open.baseUri().getPort() + "/metrics");
      assertThat(send("GET", metrics).statusCode()).isEqualTo(404);
    }
  }

  private static final Pattern NAME =
      Pattern.compile("\\b(?:omf|jvm|process|system|hikaricp)_[a-z_]+");

  @Test
  void dashboard_uses_metrics_that_exist() throws Exception {
    list(token(DirectoryFile.DEVELOPMENT_SECRET));
    Set<String> used = new HashSet<>();
    new ObjectMapper()
        .readTree(Path.of("..", "docs", "grafana-dashboard.json").toFile())
        .findValuesAsText("expr")
        .forEach(
            expression ->
                NAME.matcher(expression).results().map(MatchResult::group).forEach(used::add));

    assertThat(used).hasSizeGreaterThan(10);
    System.gc(); // there are no metrics of garbage collection before the first one
    await().untilAsserted(() -> assertThat(scrape()).extracting(Sample::name).containsAll(used));
  }

  private String text() throws IOException, InterruptedException {
    return send("GET", Objects.requireNonNull(server.metricsUri())).body();
  }

  private List<Sample> scrape() throws IOException, InterruptedException {
    return PrometheusText.parse(text());
  }

  private static Map<String, String> requests(String operation, int status) {
    return Map.of("operation", operation, "status", Integer.toString(status));
  }

  private static double value(List<Sample> samples, String name, Map<String, String> labels) {
    return samples.stream()
        .filter(each -> each.name().equals(name) && each.labels().equals(labels))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElse(-1);
  }

  private static Set<Map<String, String>> labels(List<Sample> samples) {
    Set<Map<String, String>> all = new HashSet<>();
    for (Sample sample : samples) {
      if (!sample.labels().containsKey("le")
          && !"/metrics".equals(sample.labels().get("operation"))
          && sample.name().startsWith("omf_")) {
        all.add(sample.labels());
      }
    }
    return all;
  }

  private URI api(String path) {
    return server.baseUri().resolve(path);
  }

  private URI collection() {
    return api(
        "/api/v1/tenants/"
            + tenant.id()
            + "/namespaces/"
            + tenant.namespaceIds().get(0)
            + "/omfConnections");
  }

  private HttpResponse<String> list(String token) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(collection()).header("Authorization", "Bearer " + token).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, URI uri)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private String token(String secret) throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id="
            + tenant.clients().get(0).id()
            + "&client_secret="
            + URLEncoder.encode(secret, UTF_8);
    String body =
        http.send(
                HttpRequest.newBuilder(api("/identity/connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build(),
                BodyHandlers.ofString())
            .body();
    return new ObjectMapper().readTree(body).path("access_token").asText();
  }
}
