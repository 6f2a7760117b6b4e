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

/** HAR files as browsers and proxies write them are understood, and what is wrong is found. */
class ReplayCommandTest {
  private static final String ADDRESS =
      "https://h.example/omf/api/v1/tenants/T/namespaces/N/omfConnections";
  private static final String RIGHT =
      "{\"Results\":[{\"Id\":\"009d8600-fb20-4a6a-8368-e74863a83c4c\",\"Name\":\"n\",\"State\":\"Active\","
          + "\"Description\":null,\"CreatedDate\":\"2021-03-18T23:57:44.6109361Z\",\"ClientIds\":[]}]}";
  private static final String TOKEN = header("authorization", "Bearer x");

  @TempDir private Path folder = Path.of("replaced");
  private final StringWriter said = new StringWriter();

  @Test
  void a_browsers_file_is_understood() throws Exception {
    String encoded = Base64.getEncoder().encodeToString(RIGHT.getBytes(UTF_8));
    assertThat(
            replay(
                entry(
                    "GET",
                    ADDRESS + "?a=b",
                    TOKEN + "," + header(":authority", "h.example"),
                    200,
                    text(RIGHT)),
                entry(
                    "GET",
                    ADDRESS,
                    TOKEN,
                    200,
                    "{\"size\":9,\"encoding\":\"base64\",\"text\":\"" + encoded + "\"}"),
                entry("GET", ADDRESS, TOKEN, 200, "{\"size\":218}"),
                entry(
                    "GET",
                    "https://h.example/api/v1/tenants/T/namespaces/N/streams",
                    "",
                    200,
                    text("[]")),
                entry("GET", "https://h.example/logo.png", "", 200, "{}"),
                entry("GET", ADDRESS, TOKEN, 0, "{}")))
        .isZero();
    assertThat(said.toString())
        .contains(
            "3 exchanges checked, 0 broke", "2 exchanges ignored", "1 exchanges without a body");
  }

  @Test
  void a_violation_is_shown_with_its_rule_and_place() throws Exception {
    String wrong = RIGHT.replace("Active", "Done");
    assertThat(
            replay(
                entry("GET", ADDRESS, TOKEN, 200, text(RIGHT)),
                entry("GET", ADDRESS, TOKEN, 200, text(wrong)),
                entry("GET", ADDRESS, TOKEN, 200, text(wrong)),
                entry("GET", ADDRESS, TOKEN, 201, text(RIGHT)),
                entry("DELETE", ADDRESS, TOKEN, 200, text(RIGHT))))
        .isEqualTo(1);
    assertThat(said.toString())
        .contains("BODY_SCHEMA", "Contract: #/components/schemas/", "=> 200", "2 times BODY_SCHEMA")
        .contains("Places are in omf-connections.yaml, version " + Api.CONTRACT.contractVersion())
        .contains("DOCUMENTED_STATUS", "UNKNOWN_METHOD")
        .contains("5 exchanges checked, 4 broke the contract");
  }

  @Test
  void a_missing_token_counts_only_where_others_have_one() throws Exception {
    String without = entry("GET", ADDRESS, header("x", "y"), 200, text(RIGHT));
    assertThat(replay(without)).isZero();
    assertThat(said.toString()).contains("No request has a token in the file");
    assertThat(replay(without, entry("GET", ADDRESS, TOKEN, 200, text(RIGHT)))).isEqualTo(1);
    assertThat(said.toString()).contains("REQUEST_TOKEN");
  }

  @Test
  void a_base_limits_what_is_looked_at() throws Exception {
    String elsewhere = ADDRESS.replace("h.example", "other.example");
    Path file =
        har(
            entry("GET", ADDRESS, TOKEN, 200, text(RIGHT)),
            entry("GET", elsewhere, TOKEN, 201, text(RIGHT)));
    assertThat(run("replay", file.toString(), "--base-url=https://h.example/omf/")).isZero();
    assertThat(run("replay", file.toString(), "--base-url=https://h.example")).isEqualTo(2);
    assertThat(said.toString()).contains("no exchange of this API among its 2. Check --base-url.");
  }

  @Test
  void what_is_no_such_file_can_not_be_checked() throws Exception {
    Path file = folder.resolve("x.har");
    for (String content : List.of("{", "[]", "{\"log\":{}}")) {
      Files.writeString(file, content);
      assertThat(run("replay", file.toString())).as(content).isEqualTo(2);
    }
    assertThat(said.toString()).contains("is no HAR file").doesNotContain("\tat ");
  }

  @Test
  void what_is_written_has_no_secret_and_is_read_as_it_was() throws Exception {
    Path file = folder.resolve("written.har");
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
    Har.write(
        file,
        URI.create("http://h.example/omf/"),
        List.of(new Har.Entry(Instant.EPOCH, exchange, true, true)));
    assertThat(Files.readString(file)).doesNotContain("hush").contains("\"version\" : \"1.2\"");
    Exchange read = Har.read(file).get(0).exchange();
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
        folder.resolve("file.har"),
        "{\"log\":{\"version\":\"1.2\",\"entries\":[" + String.join(",", entries) + "]}}");
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(said));
    commandLine.setErr(new PrintWriter(said));
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
