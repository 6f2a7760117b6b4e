package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.omfconnections.contract.harness.Api;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tests of help, version, usage errors and environment variables. */
class CommandLineTest {
  @TempDir private Path directory = Path.of("replaced");
  private final StringWriter output = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "verify", "record", "replay"})
  void version_prints_versions_of_kit_and_contract(String command) {
    String[] words = (command + " --version").strip().split(" ", -1);
    assertThat(run(words)).isZero();
    assertThat(output.toString())
        .contains("omf-contract ", "omf-connections.yaml " + Api.CONTRACT.contractVersion());
  }

  @Test
  void help_lists_all_exit_statuses() {
    assertThat(run("verify", "--help")).isZero();
    assertThat(output.toString())
        .contains("0 the contract is kept", "130 (Ctrl-C)", "143 (SIGTERM)");
  }

  @Test
  void flag_is_true_if_both_option_and_environment_set_it() {
    CommandLine kit = Main.commandLine(Map.of("OMF_CONTRACT_LIST", "true"));
    kit.setOut(new PrintWriter(output));
    assertThat(kit.execute("verify", "--list")).isZero();
    assertThat(output.toString()).contains("LifecycleTest");
  }

  @Test
  void tests_are_left_out_by_name_or_because_of_a_proxy() {
    assertThat(run("verify", "--list")).isZero();
    assertThat(output.toString()).contains("MalformedHttpTest", "PathsTest", "LifecycleTest");
    output.getBuffer().setLength(0);

    assertThat(run("verify", "--list", "--behind-proxy", "--except=lifecycle*test")).isZero();
    assertThat(output.toString())
        .contains("PathsTest", "undocumented method is 405", "RequestTimeoutTest")
        .doesNotContain("MalformedHttpTest", "encoded slash", "slow body", "LifecycleTest");

    assertThat(run("verify", "--list", "--behind-proxy", "--only=chunk extensions are"))
        .isEqualTo(2);
  }

  @Test
  void unusable_certificate_file_is_named() throws IOException {
    Path file = Files.writeString(directory.resolve("ca.pem"), "not PEM");
    for (Path each : List.of(file, directory.resolve("missing.pem"))) {
      output.getBuffer().setLength(0);
      assertThat(run("verify", "--ca-certificate=" + each)).isEqualTo(2);
      assertThat(output.toString())
          .contains("--ca-certificate", each.toString())
          .doesNotContain("\tat ");
    }
  }

  @Test
  void number_of_jobs_is_at_least_1() {
    assertThat(run("verify", "--list", "--jobs=1")).isZero();
    assertThat(run("verify", "--list", "--jobs=0")).isEqualTo(2);
    assertThat(output.toString()).contains("--jobs must be at least 1, not 0.");
  }

  @Test
  void option_overrides_environment() {
    CommandLine kit =
        Main.commandLine(Map.of("OMF_CONTRACT_LIST", "true", "OMF_CONTRACT_ONLY", "nonsense"));
    kit.setOut(new PrintWriter(output));
    assertThat(kit.execute("verify", "--only=LifecycleTest")).isZero();
    assertThat(output.toString()).contains("LifecycleTest");
    kit.setErr(new PrintWriter(output));
    assertThat(kit.execute("verify", "--list=false")).isEqualTo(2);
    assertThat(output.toString()).contains("No test name contains 'nonsense'");
  }

  @Test
  void record_does_not_start_if_output_cannot_be_written() {
    for (Path file : new Path[] {directory, directory.resolve("none").resolve("x.har")}) {
      assertThat(run("record", "--base-url=http://127.0.0.1:1", "--output=" + file)).isEqualTo(2);
    }
    assertThat(output.toString())
        .contains(
            directory + ": it is a directory.",
            "there is no directory " + directory.resolve("none"))
        .doesNotContain("Recording on", "\tat ");
  }

  @Test
  void message_names_token_url_option_if_discovery_does_not_work() throws Exception {
    for (String discovery :
        new String[] {
          "<html>", "{}", "{\"token_endpoint\":\"BASE/none\"}", "{\"token_endpoint\":1}"
        }) {
      output.getBuffer().setLength(0);
      assertThat(verify(discovery)).isEqualTo(2);
      assertThat(output.toString()).as(discovery).contains("with --token-url.");
    }
  }

  /** Runs verify on a server that serves only this discovery document. */
  private int verify(String discovery) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/identity/.well-known/openid-configuration",
        exchange -> {
          byte[] body = discovery.replace("BASE", base).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      return run(
          "verify",
          "--base-url=" + base,
          "--tenant=t",
          "--namespace=n",
          "--client-id=c",
          "--client-secret=s",
          "--report=" + directory);
    } finally {
      server.stop(0);
    }
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(output));
    commandLine.setErr(new PrintWriter(output));
    return commandLine.execute(arguments);
  }
}
