package io.omfconnections.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.identity.SigningKeyStore;
import io.omfconnections.server.store.SqlConnectionStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Tests the command line. Does not test successful starts, because a started server runs until the
 * process ends. Long because each flag and each wrong value is a test.
 */
@Timeout(60)
class MainTest {
  private static final int SUCCESS = 0;
  private static final int FAILURE = 1;
  private static final int INVALID_USAGE = 2;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--prot 1 | --prot",
        "serve.yaml | serve.yaml",
        "--port | --port",
        "--port abc | --port; abc",
        "--port 65536 | port; 0 to 65535; 65536",
        "--port -1 | port; 0 to 65535; -1",
        "--port 8080.5 | --port",
        "--in-memory=perhaps | --in-memory; perhaps",
        "--request-timeout 5 | --request-timeout; '5'; PT1S",
        "--request-timeout 5s | --request-timeout; '5s'; PT1S",
        "--request-timeout PT0S | request-timeout; more than zero",
        "--request-timeout PT-1S | request-timeout; more than zero",
        "--request-timeout P366D | request-timeout; P365D",
        "--storage-timeout PT0S | storage-timeout; more than zero",
        "--provisioning-delay soon | --provisioning-delay; 'soon'; PT1S",
        "--provisioning-delay PT-1S | provisioning-delay; zero or more",
        "--deletion-delay PT-0.1S | deletion-delay; zero or more",
        "--max-body-size 0 | max-body-size; 1 to",
        "--max-body-size 4MB | --max-body-size; 4MB",
        "--max-body-size 99999999999 | max-body-size; 1 to",
        "--max-concurrent-requests 0 | max-concurrent-requests; 1 to 10000; 0",
        "--max-concurrent-requests 10001 | max-concurrent-requests; 1 to 10000; 10001",
        "--max-concurrent-requests many | --max-concurrent-requests; many",
        "--log-format xml | --log-format; plain, json",
        "--management-host ::1 | --management-host requires --management-port.",
        "--port 8080 --management-port 8080 | --management-port; --port; differ; 8080",
        "--data-dir x --in-memory | --data-dir; --in-memory; one of them",
        "--data-dir x --database jdbc:postgresql://localhost/d | --data-dir and --database; one of",
        "--in-memory --database jdbc:postgresql://localhost/d | --database and --in-memory",
        "--database localhost/d | --database; jdbc:postgresql://HOST:PORT/NAME",
        "--database jdbc:postgresql://localhost/d?password=x | --database-password-file",
        "--database-user u | --database-user; require --database",
        "--database jdbc:postgresql://localhost/d --database-password-file no-such-file"
            + " | no-such-file; can't be read: it does not exist",
        "--host 0.0.0.0 | loopback; --directory; 127.0.0.1",
        "--public-url example.org | public-url; http",
        "--public-url ftp://example.org | public-url; http",
        "--audience a | --issuer",
        "--jwks-uri http://a.example/keys | --issuer",
        "--roles-claim groups | --issuer",
        "--clock-skew PT1S | --clock-skew; --issuer",
        "--issuer http://a.example --audience a --clock-skew PT5M1S | --clock-skew; PT5M; PT5M1S",
        "--issuer http://a.example --audience a --clock-skew PT-1S | --clock-skew; PT0S; PT-1S",
        "--issuer http://a.example --audience a --clock-skew PT0.5S | clock-skew; whole seconds",
        // The longest and the shortest clock skew are valid, so that the port is reported.
        "--issuer http://a.example --audience a --clock-skew PT5M --port -1 | port; 0 to 65535; -1",
        "--issuer http://a.example --audience a --clock-skew PT0S --port -1 | port; 0 to 65535; -1",
        "--issuer http://a.example | audience",
        "--issuer nonsense --audience a | issuer; http; nonsense",
        "--directory no-such-file.yaml | no-such-file.yaml; can't be read: it does not exist",
        "--seed no-such-file.yaml | no-such-file.yaml; can't be read: it does not exist; --seed",
        "--port 1 --port 2 | --port; once"
      })
  void invalid_arguments_are_rejected_with_a_message(
      String arguments, String expected, @TempDir Path folder) {
    // If the server starts by mistake, it must not interfere with others.
    Map<String, String> environment =
        Map.of("OMF_CONNECTIONS_PORT", "0", "OMF_CONNECTIONS_DATA_DIR", folder.toString());

    Outcome outcome = run(environment, arguments(arguments));

    assertThat(outcome.status).as(outcome.err).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, expected.split("; ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OMF_CONNECTIONS_PORT | abc | --port",
        "OMF_CONNECTIONS_PORT | '' | --port",
        "OMF_CONNECTIONS_DATA_DIR | '' | --data-dir",
        "OMF_CONNECTIONS_DELETION_DELAY | soon | PT1S",
        "OMF_CONNECTIONS_IN_MEMORY | yes | --in-memory",
        "OMF_CONNECTIONS_LOG_FORMAT | xml | plain, json"
      })
  void message_names_the_variable_of_an_invalid_value(String variable, String value, String word) {
    Outcome outcome = run(Map.of(variable, value), "serve");

    assertThat(outcome.status).as(outcome.err).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, variable, word);
  }

  @ParameterizedTest
  @CsvSource({"--host, 0.0.0.0, OMF_CONNECTIONS_HOST", "--port, 70000, OMF_CONNECTIONS_PORT"})
  void value_rejected_as_a_flag_is_rejected_in_the_environment(
      String flag, String value, String variable) {
    Outcome byFlag = run(Map.of(), "serve", flag, value);
    Outcome byVariable = run(Map.of(variable, value), "serve");

    assertThat(byVariable.status).isEqualTo(byFlag.status).isEqualTo(INVALID_USAGE);
    assertThat(byVariable.err).isEqualTo(byFlag.err);
  }

  @Test
  void invalid_directory_file_is_rejected_with_a_message(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("directory.yaml"), "tenants: []");

    Outcome outcome = run(Map.of(), "serve", "--in-memory", "--directory", file.toString());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, file.toString(), "'tenants' must list at least one tenant");
  }

  @Test
  void invalid_seed_file_is_rejected_before_a_data_directory_is_created(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("seed.yaml"), "tenants:\n  - id: unknown\n");
    String data = folder.resolve("data").toString();

    Outcome outcome =
        run(Map.of(), "serve", "--port", "0", "--data-dir", data, "--seed", file.toString());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, "seed file " + file, "line 2", "tenants[0].id", "directory file");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void port_in_use_fails_with_a_message_and_leaves_nothing_behind(@TempDir Path folder)
      throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String data = folder.resolve("data").toString();

      Outcome outcome = run(Map.of(), "serve", "--data-dir", data, "--port", port);

      assertThat(outcome.status).isEqualTo(FAILURE);
      assertMessage(outcome, "127.0.0.1:" + port);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void directory_file_that_is_a_directory_is_rejected_with_a_sentence(@TempDir Path folder) {
    Outcome outcome = run(Map.of(), "serve", "--in-memory", "--directory", folder.toString());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, folder.toString(), "can't be read: ", "YAML file");
    assertThat(outcome.err).doesNotContain("Exception");
  }

  @Test
  void data_directory_that_is_a_file_fails_with_a_message(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Outcome outcome = run(Map.of(), "serve", "--port", "0", "--data-dir", file.toString());

    assertThat(outcome.status).isEqualTo(FAILURE);
    assertMessage(outcome, file.toString());
  }

  @Test
  void corrupt_database_fails_with_a_message(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("omf-connections.db"), "This is not a database.".repeat(100));

    Outcome outcome = run(Map.of(), "serve", "--port", "0", "--data-dir", folder.toString());

    assertThat(outcome.status).isEqualTo(FAILURE);
    assertMessage(outcome, folder.toString());
  }

  @Test
  void invalid_signing_key_is_rejected_with_a_message(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("signing-keys.json"), "{}");

    Outcome outcome = run(Map.of(), "serve", "--port", "0", "--data-dir", folder.toString());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, folder.toString(), "remove it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "one\ntwo\n"})
  void password_file_must_have_one_line(String content, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), content);

    Outcome outcome =
        run(
            Map.of("OMF_CONNECTIONS_DATABASE", "jdbc:postgresql://localhost/d"),
            "serve",
            "--database-password-file",
            file.toString());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, file.toString(), "one line");
  }

  @Test
  void database_that_can_not_be_reached_is_reported_without_the_password(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "jdbc:postgresql://localhost:" + port + "/d";

    Outcome outcome =
        run(
            Map.of("OMF_CONNECTIONS_PORT", "0", "OMF_CONNECTIONS_DATA_DIR", "overridden"),
            "serve",
            "--database",
            url,
            "--database-password-file",
            file.toString());

    assertThat(outcome.status).isEqualTo(FAILURE);
    assertMessage(outcome, url, "can't be reached");
    assertThat(outcome.err).doesNotContain("s3cret");
  }

  @Test
  void rotation_adds_a_signing_key_and_revocation_removes_the_others(@TempDir Path folder) {
    String[] rotate = {"rotate-signing-key", "--data-dir", folder.toString()};

    assertThat(run(Map.of(), rotate).status).isEqualTo(SUCCESS);
    assertThat(run(Map.of(), rotate).out).contains("five minutes");
    assertThat(keyNumbers(folder)).containsExactly(1L, 2L);
    Outcome outcome =
        run(Map.of(), "rotate-signing-key", "--data-dir", folder.toString(), "--revoke");
    assertThat(outcome.status).as(outcome.err).isEqualTo(SUCCESS);
    assertThat(keyNumbers(folder)).containsExactly(3L);
  }

  private static List<Long> keyNumbers(Path folder) {
    try (SqlConnectionStore store =
        OmfConnectionsServer.openStore(folder, null, Duration.ofSeconds(10))) {
      return store.signingKeys().read().stream().map(SigningKeyStore.StoredKey::number).toList();
    }
  }

  @Test
  void rotation_without_data_is_rejected(@TempDir Path folder) {
    Path missing = folder.resolve("missing");

    Outcome outcome =
        run(Map.of("OMF_CONNECTIONS_DATA_DIR", missing.toString()), "rotate-signing-key");

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, missing.toString(), "does not exist");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void unknown_command_is_rejected_with_a_message() {
    Outcome outcome = run(Map.of(), "sevre");

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, "sevre");
  }

  @Test
  void missing_command_refers_to_help() {
    Outcome outcome = run(Map.of());

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertMessage(outcome, "command");
    assertThat(outcome.err).contains("--help");
  }

  @Test
  void help_lists_every_flag() {
    Outcome outcome = run(Map.of(), "serve", "--help");

    assertThat(outcome.status).isEqualTo(SUCCESS);
    List<String> flags = new ArrayList<>();
    EnvironmentDefaultsTest.flags().forEach(flag -> flags.add((String) flag.get()[0]));
    assertThat(flags).hasSizeGreaterThan(10);
    for (String flag : flags) {
      assertThat(outcome.out.lines().map(line -> line.strip().split("[ =\\[]", 2)[0]))
          .as("a line for %s", flag)
          .contains(flag);
    }
    assertThat(outcome.out).contains("OMF_CONNECTIONS_PORT").contains("PT1S");
    assertThat(outcome.out).contains("/health/ready", "/health/live");
    assertThat(outcome.out).contains("--in-memory[=true|false]").doesNotContain("<");
    assertThat(run(Map.of(), "--help").out).contains("serve", "rotate-signing-key", "hash-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void version_has_the_form_of_a_release(String flag) {
    Outcome outcome = run(Map.of(), flag);

    assertThat(outcome.status).isEqualTo(SUCCESS);
    assertThat(outcome.out).matches("omf-connections \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void version_of_a_command_is_that_of_the_program() {
    assertThat(run(Map.of(), "serve", "--version").out).isEqualTo(run(Map.of(), "--version").out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"the secret\n", "the secret\r\nmore\n", "the secret"})
  void hash_secret_hashes_a_line_of_standard_input(String input) {
    Outcome outcome = withInput(input, "hash-secret");

    assertThat(outcome.status).as(outcome.err).isEqualTo(SUCCESS);
    assertThat(outcome.out)
        .matches("pbkdf2-sha256\\$600000\\$[A-Za-z0-9+/=]{24}\\$[A-Za-z0-9+/=]{44}\\R")
        .doesNotContain("the secret");
    assertThat(outcome.err).isEmpty();
  }

  /** Lets the start fail at tokenLifetime, which is checked after the hash. */
  @Test
  void hashed_secret_is_accepted_in_directory_file(@TempDir Path folder) throws IOException {
    String hash = withInput("the secret\n", "hash-secret").out.strip();
    String directory =
        """
        tenants:
          - id: t
            roles: [{id: r, administrator: true}]
            clients: [{id: c, secretHash: HASH, tokenLifetime: 1}]
        """;
    Path file = folder.resolve("directory.yaml");

    Files.writeString(file, directory.replace("HASH", hash));
    assertMessage(
        run(Map.of(), "serve", "--in-memory", "--directory", file.toString()),
        "clients[0].tokenLifetime");

    Files.writeString(file, directory.replace("HASH", "x"));
    assertMessage(
        run(Map.of(), "serve", "--in-memory", "--directory", file.toString()),
        "clients[0].secretHash");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void missing_secret_is_rejected(String input) {
    Outcome outcome = withInput(input, "hash-secret");

    assertThat(outcome.status).isEqualTo(INVALID_USAGE);
    assertThat(outcome.out).isEmpty();
    assertMessage(outcome, "secret is missing");
  }

  private record Outcome(int status, String out, String err) {}

  private static Outcome run(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = Main.commandLine(new EnvironmentDefaults(environment));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int status = commandLine.execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }

  private static Outcome withInput(String input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
    try {
      return run(Map.of(), arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static String[] arguments(String line) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(Arrays.asList(line.split(" ", -1)));
    return arguments.toArray(new String[0]);
  }

  private static void assertMessage(Outcome outcome, String... expected) {
    List<String> lines = outcome.err.lines().toList();
    assertThat(lines).isNotEmpty();
    for (String text : expected) {
      assertThat(lines.get(0)).contains(text);
    }
    assertThat(lines).as("a message and a reference to help").hasSizeLessThanOrEqualTo(3);
    assertThat(outcome.err).doesNotContain("\tat ", "Caused by");
    assertThat(outcome.out).isEmpty();
  }
}
