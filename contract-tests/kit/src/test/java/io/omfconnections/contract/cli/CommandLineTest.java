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
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the kit says before it does anything. */
class CommandLineTest {
  @TempDir private Path folder = Path.of("replaced");
  private final StringWriter said = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "verify", "record", "replay"})
  void its_version_and_the_contracts_are_told(String command) {
    String[] words = (command + " --version").strip().split(" ", -1);
    assertThat(run(words)).isZero();
    assertThat(said.toString())
        .contains("omf-contract ", "omf-connections.yaml " + Api.CONTRACT.contractVersion());
  }

  @Test
  void help_tells_each_exit_status() {
    assertThat(run("verify", "--help")).isZero();
    assertThat(said.toString()).contains("0 the contract is kept", "130 (Ctrl-C)", "143 (SIGTERM)");
  }

  @Test
  void a_flag_that_is_given_twice_counts_as_given() {
    CommandLine kit = Main.commandLine(Map.of("OMF_CONTRACT_LIST", "true"));
    kit.setOut(new PrintWriter(said));
    assertThat(kit.execute("verify", "--list")).isZero();
    assertThat(said.toString()).contains("LifecycleTest");
  }

  @Test
  void a_recording_that_can_not_be_written_does_not_begin() {
    for (Path file : new Path[] {folder, folder.resolve("none").resolve("x.har")}) {
      assertThat(run("record", "--base-url=http://127.0.0.1:1", "--output=" + file)).isEqualTo(2);
    }
    assertThat(said.toString())
        .contains(folder + ": it is a folder.", "there is no folder " + folder.resolve("none"))
        .doesNotContain("Recording on", "\tat ");
  }

  @Test
  void a_token_endpoint_that_does_not_work_can_be_given() throws Exception {
    for (String discovery :
        new String[] {
          "<html>", "{}", "{\"token_endpoint\":\"BASE/none\"}", "{\"token_endpoint\":1}"
        }) {
      said.getBuffer().setLength(0);
      assertThat(verify(discovery)).isEqualTo(2);
      assertThat(said.toString()).as(discovery).contains("with --token-url.");
    }
  }

  /** Against a server that has nothing but this discovery document. */
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
          "--report=" + folder);
    } finally {
      server.stop(0);
    }
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine(Map.of());
    commandLine.setOut(new PrintWriter(said));
    commandLine.setErr(new PrintWriter(said));
    return commandLine.execute(arguments);
  }
}
