package io.omfconnections.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.ServerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The value of a flag comes from the flag, its environment variable, or its default. */
class EnvironmentDefaultsTest {
  static Stream<Arguments> flags() {
    return Stream.of(
        flag("--host", "OMF_CONNECTIONS_HOST", "127.0.0.1", "::1", "::1"),
        flag("--port", "OMF_CONNECTIONS_PORT", 8080, "0", 0),
        flag("--data-dir", "OMF_CONNECTIONS_DATA_DIR", null, "data", Path.of("data")),
        flag("--database", "OMF_CONNECTIONS_DATABASE", null, "jdbc:x", "jdbc:x"),
        flag("--database-user", "OMF_CONNECTIONS_DATABASE_USER", null, "u", "u"),
        flag(
            "--database-password-file",
            "OMF_CONNECTIONS_DATABASE_PASSWORD_FILE",
            null,
            "p.txt",
            Path.of("p.txt")),
        flag("--in-memory", "OMF_CONNECTIONS_IN_MEMORY", false, "true", true),
        flag("--directory", "OMF_CONNECTIONS_DIRECTORY", null, "d.yaml", Path.of("d.yaml")),
        flag("--seed", "OMF_CONNECTIONS_SEED", null, "s.yaml", Path.of("s.yaml")),
        duration("--provisioning-delay", "OMF_CONNECTIONS_PROVISIONING_DELAY", "PT1S"),
        duration("--deletion-delay", "OMF_CONNECTIONS_DELETION_DELAY", "PT1S"),
        duration("--request-timeout", "OMF_CONNECTIONS_REQUEST_TIMEOUT", "PT30S"),
        duration("--storage-timeout", "OMF_CONNECTIONS_STORAGE_TIMEOUT", "PT10S"),
        flag("--max-body-size", "OMF_CONNECTIONS_MAX_BODY_SIZE", 4_194_304L, "7", 7L),
        flag("--max-concurrent-requests", "OMF_CONNECTIONS_MAX_CONCURRENT_REQUESTS", 200, "7", 7),
        flag(
            "--max-connections",
            "OMF_CONNECTIONS_MAX_CONNECTIONS",
            ServerConfig.DEFAULT_MAX_CONNECTIONS,
            "7",
            7),
        duration("--idle-timeout", "OMF_CONNECTIONS_IDLE_TIMEOUT", "PT30S"),
        duration("--shutdown-timeout", "OMF_CONNECTIONS_SHUTDOWN_TIMEOUT", "PT10S"),
        uri("--public-url", "OMF_CONNECTIONS_PUBLIC_URL"),
        flag("--tls-certificate", "OMF_CONNECTIONS_TLS_CERTIFICATE", null, "c", Path.of("c")),
        flag("--tls-key", "OMF_CONNECTIONS_TLS_KEY", null, "k", Path.of("k")),
        flag("--tls-self-signed", "OMF_CONNECTIONS_TLS_SELF_SIGNED", false, "true", true),
        flag(
            "--cors-origin",
            "OMF_CONNECTIONS_CORS_ORIGIN",
            Set.of(),
            "https://a.example,http://b.example",
            Set.of("https://a.example", "http://b.example")),
        flag("--management-port", "OMF_CONNECTIONS_MANAGEMENT_PORT", null, "0", 0),
        flag("--management-host", "OMF_CONNECTIONS_MANAGEMENT_HOST", null, "::1", "::1"),
        uri("--issuer", "OMF_CONNECTIONS_ISSUER"),
        flag("--audience", "OMF_CONNECTIONS_AUDIENCE", null, "a,b", List.of("a", "b")),
        uri("--jwks-uri", "OMF_CONNECTIONS_JWKS_URI"),
        flag("--tenant-claim", "OMF_CONNECTIONS_TENANT_CLAIM", null, "org", "org"),
        flag("--client-claim", "OMF_CONNECTIONS_CLIENT_CLAIM", null, "azp", "azp"),
        flag("--user-claim", "OMF_CONNECTIONS_USER_CLAIM", null, "uid", "uid"),
        flag("--roles-claim", "OMF_CONNECTIONS_ROLES_CLAIM", null, "groups", "groups"),
        flag("--clock-skew", "OMF_CONNECTIONS_CLOCK_SKEW", null, "PT7M", Duration.ofMinutes(7)),
        flag(
            "--log-format",
            "OMF_CONNECTIONS_LOG_FORMAT",
            ServeCommand.LogFormat.plain,
            "json",
            ServeCommand.LogFormat.json));
  }

  private static Arguments flag(
      String name, String variable, @Nullable Object defaultValue, String text, Object value) {
    return Arguments.of(name, variable, defaultValue, text, value);
  }

  private static Arguments duration(String name, String variable, String defaultValue) {
    return flag(name, variable, Duration.parse(defaultValue), "PT7M", Duration.ofMinutes(7));
  }

  private static Arguments uri(String name, String variable) {
    return flag(name, variable, null, "https://a.example/b", URI.create("https://a.example/b"));
  }

  @Test
  void all_flags_are_tested() {
    List<String> flags = new ArrayList<>();
    for (OptionSpec option :
        program(Map.of()).parseArgs("serve").subcommand().commandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        flags.add(option.longestName());
      }
    }

    assertThat(flags()).extracting(arguments -> arguments.get()[0]).isEqualTo(flags);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void default_applies_without_flag_and_variable(
      String name, String variable, @Nullable Object defaultValue, String text, Object value) {
    assertThat(parsed(Map.of("PORT", "1", "OMF_CONNECTIONS", "x"), name)).isEqualTo(defaultValue);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void environment_overrides_default(
      String name, String variable, @Nullable Object defaultValue, String text, Object value) {
    assertThat(parsed(Map.of(variable, text), name)).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void flag_overrides_environment(
      String name, String variable, @Nullable Object defaultValue, String text, Object value) {
    boolean isBoolean = value instanceof Boolean;
    String overridden = isBoolean ? "false" : name.equals("--log-format") ? "plain" : text + "0";

    assertThat(
            isBoolean
                ? parsed(Map.of(variable, overridden), name, name)
                : parsed(Map.of(variable, overridden), name, name, text))
        .isEqualTo(value);
  }

  @Test
  void boolean_flag_does_not_toggle_the_environment() {
    assertThat(parsed(Map.of("OMF_CONNECTIONS_IN_MEMORY", "true"), "--in-memory", "--in-memory"))
        .isEqualTo(true);
  }

  @Test
  void help_and_version_have_no_variable() {
    CommandLine program =
        program(Map.of("OMF_CONNECTIONS_HELP", "true", "OMF_CONNECTIONS_VERSION", "true"));

    ParseResult serve = program.parseArgs("serve").subcommand();

    assertThat(serve.isUsageHelpRequested()).isFalse();
    assertThat(serve.isVersionHelpRequested()).isFalse();
  }

  private static @Nullable Object parsed(
      Map<String, String> environment, String name, String... arguments) {
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(arguments));
    return program(environment)
        .parseArgs(all.toArray(new String[0]))
        .subcommand()
        .commandSpec()
        .findOption(name)
        .getValue();
  }

  private static CommandLine program(Map<String, String> environment) {
    return Main.commandLine(new EnvironmentDefaults(environment));
  }
}
