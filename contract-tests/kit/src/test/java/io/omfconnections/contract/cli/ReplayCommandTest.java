package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.harness.Api;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tests that replay reads the HAR files of browsers and proxies, and reports violations. */
class ReplayCommandTest {
  private static final String URL =
      "https://h.example/omf/api/v1/tenants/T/namespaces/N/omfConnections";
  private static final String VALID =
      "{\"Results\":[{\"Id\":\"009d8600-fb20-4a6a-8368-e74863a83c4c\",\"Name\":\"n\",\"State\":\"Active\","
          + "\"Description\":null,\"CreatedDate\":\"2021-03-18T23:57:44.6109361Z\",\"ClientIds\":[]}]}";
  private static final String TOKEN = header("authorization", "Bearer x");

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
  void file_that_is_not_har_cannot_be_checked() throws Exception {
    Path file = directory.resolve("x.har");
    for (String content : List.of("{", "[]", "{\"log\":{}}")) {
      Files.writeString(file, content);
      assertThat(run("replay", file.toString())).as(content).isEqualTo(2);
    }
    assertThat(output.toString()).contains("is not a HAR file").doesNotContain("\tat ");
  }

  @Test
  void written_file_has_no_secrets_and_can_be_read() throws Exception {
    Path file = directory.resolve("written.har");
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
    HarFile.write(
        file,
        URI.create("http://h.example/omf/"),
        List.of(new HarFile.Entry(Instant.EPOCH, exchange, true, true)));
    assertThat(Files.readString(file)).doesNotContain("hush").contains("\"version\" : \"1.2\"");
    Exchange read = HarFile.read(file).get(0).exchange();
    assertThat(read.request().target()).startsWith("http://h.example/omf/x?").endsWith("&a=b");
    assertThat(read.request().headers().all("Authorization")).containsExactly("Bearer (not shown)");
    assertThat(read.request().body().text()).startsWith("client_id=known");
    assertThat(read.response().body()).isEqualTo(exchange.response().body());
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
