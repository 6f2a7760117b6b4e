package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.harness.Api;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests that replay reads the HAR files of browsers and proxies, and reports violations. */
class ReplayCommandTest {
  private static final String URL =
      "https://h.example/omf/api/v1/tenants/T/namespaces/N/omfConnections";
  private static final String CREATED =
      "{\"Id\":\"009d8600-fb20-4a6a-8368-e74863a83c4c\",\"Name\":\"n\",\"State\":\"Active\","
          + "\"Description\":null,\"CreatedDate\":\"2021-03-18T23:57:44.6109361Z\",\"ClientIds\":[]}";
  private static final String VALID = "{\"Results\":[" + CREATED + "]}";
  private static final String TOKEN = header("authorization", "Bearer x");

  private static final String JSON = TOKEN + "," + header("content-type", "application/json");

  @TempDir private Path directory = Path.of("replaced");
  private final StringWriter output = new StringWriter();

  @Test
  void har_file_of_a_browser_is_read() throws Exception {
    String encoded = Base64.getEncoder().encodeToString(VALID.getBytes(UTF_8));
    assertThat(
            replay(
                entry(
                    "GET",
                    URL + "?a=b",
                    TOKEN + "," + header(":authority", "h.example"),
                    200,
                    text(VALID)),
                entry(
                    "GET",
                    URL,
                    TOKEN,
                    200,
                    "{\"size\":9,\"encoding\":\"base64\",\"text\":\"" + encoded + "\"}"),
                entry("GET", URL, TOKEN, 200, "{\"size\":218}"),
                entry(
                    "GET",
                    "https://h.example/api/v1/tenants/T/namespaces/N/streams",
                    "",
                    200,
                    text("[]")),
                entry("GET", "https://h.example/logo.png", "", 200, "{}"),
                entry("GET", URL, TOKEN, 0, "{}")))
        .isZero();
    assertThat(output.toString())
        .contains(
            "3 exchanges checked, 0 broke",
            "Exchanges ignored because they are not of this API: 2.",
            "because the file does not contain them: 1.");
  }

  @Test
  void violation_is_printed_with_rule_and_contract_pointer() throws Exception {
    String invalid = VALID.replace("Active", "Done");
    assertThat(
            replay(
                entry("GET", URL, TOKEN, 200, text(VALID)),
                entry("GET", URL, TOKEN, 200, text(invalid)),
                entry("GET", URL, TOKEN, 200, text(invalid)),
                entry("GET", URL, TOKEN, 201, text(VALID)),
                entry("DELETE", URL, TOKEN, 200, text(VALID))))
        .isEqualTo(1);
    assertThat(output.toString())
        .contains("BODY_SCHEMA", "Contract: #/components/schemas/", "=> 200", "2 times BODY_SCHEMA")
        .contains(
            "Contract locations are JSON pointers into omf-connections.yaml, version "
                + Api.CONTRACT.contractVersion())
        .contains("DOCUMENTED_STATUS", "UNKNOWN_METHOD")
        .contains("5 exchanges checked, 4 broke the contract");
  }

  @Test
  void missing_token_is_a_violation_only_if_other_requests_have_one() throws Exception {
    String without = entry("GET", URL, header("x", "y"), 200, text(VALID));
    assertThat(replay(without)).isZero();
    assertThat(output.toString()).contains("No request in the file has a token");
    assertThat(replay(without, entry("GET", URL, TOKEN, 200, text(VALID)))).isEqualTo(1);
    assertThat(output.toString()).contains("REQUEST_TOKEN");
  }

  @Test
  void base_url_selects_the_exchanges_to_check() throws Exception {
    String elsewhere = URL.replace("h.example", "other.example");
    Path file =
        har(
            entry("GET", URL, TOKEN, 200, text(VALID)),
            entry("GET", elsewhere, TOKEN, 201, text(VALID)));
    assertThat(run("replay", file.toString(), "--base-url=https://h.example/omf/")).isZero();
    assertThat(run("replay", file.toString(), "--base-url=https://h.example")).isEqualTo(2);
    assertThat(output.toString())
        .contains("no exchange of this API among its 2 exchanges. Check --base-url.");
  }

  @Test
  void preflight_requests_of_browsers_are_ignored_and_counted() throws Exception {
    String preflight = header("access-control-request-method", "POST");
    assertThat(
            replay(
                entry("OPTIONS", URL, preflight, 204, "{}"),
                entry("GET", URL, TOKEN, 200, text(VALID))))
        .isZero();
    assertThat(output.toString())
        .contains("1 exchanges checked, 0 broke", "CORS preflight requests ignored", ": 1.");

    assertThat(
            replay(
                entry("OPTIONS", URL, TOKEN, 204, "{}"),
                entry("GET", URL, TOKEN, 200, text(VALID))))
        .as("other OPTIONS requests are checked")
        .isEqualTo(1);
  }

  @Test
  void size_of_zero_without_text_leaves_the_body_unknown() throws Exception {
    assertThat(
            replay(
                entry("POST", URL, JSON, 202, text(CREATED)),
                entry("GET", URL, TOKEN, 200, "{\"size\":0}")))
        .isZero();
    assertThat(output.toString()).contains("because the file does not contain them: 2.");

    String noBody = JSON + "," + header("Content-Length", "0");
    assertThat(replay(entry("POST", URL, noBody, 202, text(CREATED)))).isEqualTo(1);
    assertThat(output.toString()).contains("REQUEST_JSON");
  }

  @Test
  void unrelated_entries_of_any_size_are_skipped() throws Exception {
    String large = "x".repeat(21_000_000);
    Path file =
        har(
            entry("GET", "https://h.example/film", "", 200, text(large)),
            entry("GET", URL, TOKEN, 200, text(VALID)),
            "{\"response\":{\"status\":200},\"request\":{\"method\":\"GET\",\"url\":\"https://h.example/\"}}",
            "null");
    assertThat(run("replay", file.toString())).isZero();
    assertThat(output.toString())
        .contains("1 exchanges checked, 0 broke", "they are not of this API: 2.");
  }

  @Test
  void entry_without_url_is_ignored() throws Exception {
    String response = "\"response\":{\"status\":200,\"content\":{}}";
    assertThat(
            replay(
                "{" + response + "}",
                "{\"request\":{\"method\":\"GET\"}," + response + "}",
                entry("GET", URL, TOKEN, 200, text(VALID))))
        .isZero();
    assertThat(output.toString())
        .contains("1 exchanges checked, 0 broke", "they are not of this API: 2.");
  }

  @Test
  void fragment_of_url_is_ignored() throws Exception {
    assertThat(
            replay(
                entry("GET", URL + "#top", TOKEN, 200, text(VALID)),
                entry("GET", "https://h.example/#" + URL, "", 200, text("[]"))))
        .isZero();
    assertThat(output.toString())
        .contains("1 exchanges checked, 0 broke", "they are not of this API: 1.");
  }

  @Test
  void compressed_file_is_read() throws Exception {
    Path file = har(entry("GET", URL, TOKEN, 200, text(VALID)));
    Path compressed = directory.resolve("file.har.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(file, out);
    }
    assertThat(run("replay", compressed.toString())).isZero();
    assertThat(output.toString()).contains("1 exchanges checked, 0 broke");

    byte[] bytes = Files.readAllBytes(compressed);
    Files.write(compressed, Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(run("replay", compressed.toString())).isEqualTo(2);
    assertThat(output.toString()).contains("Cannot read " + compressed).doesNotContain("\tat ");
  }

  @Test
  void recorded_request_without_body_is_checked() throws Exception {
    Exchange exchange =
        new Exchange(
            Request.of("POST", "/api/v1/tenants/T/namespaces/N/omfConnections")
                .withHeader("Authorization", "Bearer x")
                .withHeader("Content-Type", "application/json"),
            new Response(202, Headers.none(), Body.of(CREATED)));
    Path file = written("http://h.example", exchange);

    assertThat(run("replay", file.toString())).isEqualTo(1);
    assertThat(output.toString()).contains("REQUEST_JSON");
  }

  @Test
  void file_that_is_not_har_cannot_be_checked() throws Exception {
    Path file = directory.resolve("x.har");
    for (String content :
        List.of("", "{", "[]", "7", "{\"log\":{}}", "{\"log\":{\"entries\":{}}}")) {
      Files.writeString(file, content);
      assertThat(run("replay", file.toString())).as(content).isEqualTo(2);
    }
    assertThat(output.toString()).contains("is not a HAR file").doesNotContain("\tat ");
  }

  @Test
  void written_file_has_no_secrets_and_can_be_read() throws Exception {
    Exchange exchange =
        new Exchange(
            Request.of("POST", "/x?access_token=hush-hush&a=b")
                .withHeader("Authorization", "Bearer hush-hush-hush")
                .withHeader("Cookie", "session=hush-hush")
                .withBody("client_id=known&client_secret=hush-hush"),
            new Response(
                200,
                Headers.none().plus("Set-Cookie", "session=hush-hush").plus("Content-Type", "a/b"),
                Body.of(new byte[] {(byte) 0xff, 0, 1})));
    Path file = written("http://h.example/omf/", exchange);
    assertThat(Files.readString(file)).doesNotContain("hush").contains("\"version\" : \"1.2\"");
    List<HarEntry> entries = new ArrayList<>();
    assertThat(HarReader.read(file, Optional::of, entries::add)).isEqualTo(1);
    Exchange read = entries.get(0).exchange();
    assertThat(read.request().target()).startsWith("http://h.example/omf/x?").endsWith("&a=b");
    assertThat(read.request().headers().all("Authorization")).containsExactly("Bearer (not shown)");
    assertThat(read.request().body().text()).startsWith("client_id=known");
    assertThat(read.response().body()).isEqualTo(exchange.response().body());
  }

  private Path written(String base, Exchange exchange) throws Exception {
    Path file = directory.resolve("written.har");
    HarWriter.write(
        file, URI.create(base), List.of(new HarEntry(Instant.EPOCH, exchange, true, true)));
    return file;
  }

  private int replay(String... entries) throws Exception {
    return run("replay", har(entries).toString());
  }

  private Path har(String... entries) throws Exception {
    return Files.writeString(
        directory.resolve("file.har"),
        "{\"log\":{\"version\":\"1.2\",\"entries\":[" + String.join(",", entries) + "]}}");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(output));
    commandLine.setErr(new PrintWriter(output));
    return commandLine.execute(arguments);
  }

  private static String entry(
      String method, String url, String headers, int status, String content) {
    return "{\"request\":{\"method\":\"%s\",\"url\":\"%s\",\"headers\":[%s],\"bodySize\":0},"
            .formatted(method, url, headers)
        + "\"response\":{\"status\":%d,\"headers\":[%s,%s,%s],\"content\":%s}}"
            .formatted(
                status,
                header("operation-id", "8f0e2d7a-6c1b-4e55-9b7c-2f4d3a1e6c90"),
                header("content-type", "application/json"),
                header("content-encoding", "gzip"),
                content);
  }

  private static String header(String name, String value) {
    return "{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}";
  }

  private static String text(String body) {
    return "{\"size\":" + body.length() + ",\"text\":\"" + body.replace("\"", "\\\"") + "\"}";
  }
}
