package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests reading of the directory file. Long because each entry and each mistake is a test. */
class DirectoryFileTest {
  private static final String SECRET = "s3cr3t-that-must-not-be-shown";

  private static final String VALID =
      """
      tenants:
        - id: t1
          namespaces: [{id: plant-a}, {id: plant-b}]
          roles:
            - {id: r1, name: Tenant Administrator, administrator: true}
            - {id: r2, name: Operator}
          clients:
            - {id: c1, secret: "SECRET", roles: [r1], tokenLifetime: PT1H}
            - {id: c2, secret: "SECRET", roles: [r2, r1], tokenLifetime: PT60S}
            - {id: c3, secret: "SECRET"}
        - id: t2
          namespaces: [{id: plant-a}]
          roles: [{id: r1, administrator: true}]
      """
          .replace("SECRET", SECRET);

  @Test
  void file_is_read_completely(@TempDir Path folder) throws Exception {
    TenantDirectory directory = read(folder, VALID);

    assertThat(directory.tenants()).extracting(Tenant::id).containsExactly("t1", "t2");
    assertThat(directory.namespace("t1", "plant-b")).contains(new Namespace("t1", "plant-b", "r1"));
    assertThat(directory.namespace("t2", "plant-b")).isEmpty();
    assertThat(directory.namespace("T1", "plant-a")).isEmpty();
    Client second = directory.client("c2").orElseThrow();
    assertThat(second.tenantId()).isEqualTo("t1");
    assertThat(second.roles()).containsExactly("r2", "r1");
    assertThat(second.tokenLifetime()).isEqualTo(Duration.ofSeconds(60));
    assertThat(accepts(directory, "c2", SECRET)).isTrue();
    Client third = directory.client("c3").orElseThrow();
    assertThat(third.roles()).isEmpty();
    assertThat(third.tokenLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(directory.client("c4")).isEmpty();
  }

  @Test
  void secret_can_be_given_as_hash(@TempDir Path folder) throws Exception {
    TenantDirectory directory =
        read(
            folder,
            VALID.replace(
                "{id: c3, secret: \"" + SECRET + "\"}",
                "{id: c3, secretHash: " + SecretCheck.hash("other", 10) + "}"));

    assertThat(accepts(directory, "c3", "other")).isTrue();
    assertThat(accepts(directory, "c3", SECRET)).isFalse();
  }

  @Test
  void client_can_have_two_secrets_at_a_time(@TempDir Path folder) throws Exception {
    TenantDirectory directory =
        read(
            folder,
            VALID
                .replace("{id: c2, secret: \"" + SECRET + "\",", "{id: c2, secrets: [new, old],")
                .replace(
                    "{id: c3, secret: \"" + SECRET + "\"}",
                    "{id: c3, secretHashes: ["
                        + SecretCheck.hash("new", 10)
                        + ", "
                        + SecretCheck.hash("old", 20)
                        + "]}"));

    for (String id : List.of("c2", "c3")) {
      assertThat(accepts(directory, id, "new")).isTrue();
      assertThat(accepts(directory, id, "old")).isTrue();
      assertThat(accepts(directory, id, "other")).isFalse();
    }
    assertThat(directory.hashIterations()).isEqualTo(30);
  }

  @Test
  void development_directory_has_only_the_published_secret() throws Exception {
    TenantDirectory directory = DirectoryFile.development();

    List<Client> clients =
        directory.tenants().stream().flatMap(tenant -> tenant.clients().stream()).toList();
    assertThat(clients).hasSizeGreaterThan(1);
    for (Client client : clients) {
      assertThat(client.secrets()).hasSize(1);
      assertThat(accepts(directory, client.id(), DirectoryFile.DEVELOPMENT_SECRET)).isTrue();
    }
    Tenant tenant = directory.tenants().get(0);
    assertThat(tenant.namespaceIds()).isNotEmpty();
    assertThat(tenant.clients().get(0).roles()).containsExactly(tenant.administratorRoleId());
  }

  /** Text of the valid file, its invalid replacement, and parts of the expected message. */
  static Stream<Arguments> invalidProperties() {
    return Stream.of(
        invalid(
            "id: plant-a}, {",
            "id: plant-a, color: red}, {",
            "line 3: tenants[0].namespaces[0].color is not",
            "[id]"),
        invalid("secret: \"SECRET\"}", "sercet: \"SECRET\"}", "sercet", "line 10"),
        invalid("id: t2", "id: t1", "line 11: tenants[1].id", "more than once", "t1"),
        invalid("id: plant-b", "id: plant-a", "tenants[0].namespaces[1].id", "more than once"),
        invalid("{id: r2,", "{id: r1,", "line 6: tenants[0].roles[1].id", "more than once"),
        invalid("{id: c3", "{id: c1", "tenants[0].clients[2].id", "more than once"),
        invalid("id: t2", "name: t2", "name"),
        invalid("- id: t2", "- id: ''", "tenants[1].id", "missing"),
        invalid("{id: plant-b}", "{id: '  '}", "tenants[0].namespaces[1].id", "missing"),
        invalid("{id: plant-b}", "{}", "tenants[0].namespaces[1].id", "missing"),
        invalid("{id: plant-b}", "{id: \"a\\nb\"}", "tenants[0].namespaces[1].id", "control"),
        invalid(
            "- id: t2", "- id: \"\\uD800\"", "line 11: tenants[1].id has an unpaired surrogate"),
        invalid(
            "{id: plant-b}",
            "{id: \"a\\uDC00\"}",
            "tenants[0].namespaces[1].id has an unpaired surrogate"),
        invalid(
            "{id: r2,", "{id: \"\\uD83Dz\",", "tenants[0].roles[1].id has an unpaired surrogate"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secret: \"SECRET\\uD800\"}",
            "line 10: tenants[0].clients[2].secret has an unpaired surrogate"),
        invalid("{id: r2,", "{", "tenants[0].roles[1].id", "missing"),
        invalid("{id: c3,", "{", "line 10: tenants[0].clients[2].id", "missing"),
        invalid(", administrator: true}\n", "}\n", "tenants[0].roles", "exactly one", "0"),
        invalid(
            "name: Operator}",
            "name: Operator, administrator: true}",
            "tenants[0].roles",
            "exactly one",
            "2"),
        invalid(
            "roles: [{id: r1, administrator: true}]",
            "",
            "line 11: tenants[1].roles",
            "exactly one"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3}",
            "tenants[0].clients[2]",
            "exactly one of 'secret', 'secretHash', 'secrets' and 'secretHashes'"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secret: \"SECRET\", secretHash: x}",
            "tenants[0].clients[2]",
            "exactly one of 'secret', 'secretHash', 'secrets' and 'secretHashes'"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secret: ''}",
            "tenants[0].clients[2].secret",
            "empty"),
        invalid(
            "secret: \"SECRET\"}",
            "secretHash: \"SECRET\"}",
            "tenants[0].clients[2].secretHash",
            "pbkdf2-sha256$iterations$salt$hash"),
        invalid(
            "secret: \"SECRET\"}",
            "secretHash: pbkdf2-sha256$1$SECRET$SECRET}",
            "tenants[0].clients[2].secretHash"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secret: \"SECRET\", secrets: [\"SECRET\"]}",
            "line 10: tenants[0].clients[2] must have exactly one of"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secrets: []}",
            "line 10: tenants[0].clients[2].secrets must have 1 to 2 entries, but has 0"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secrets: [a, b, \"SECRET\"]}",
            "line 10: tenants[0].clients[2].secrets must have 1 to 2 entries, but has 3"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secrets: [\"SECRET\", '']}",
            "line 10: tenants[0].clients[2].secrets[1] must not be empty"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secretHashes: [\"SECRET\"]}",
            "line 10: tenants[0].clients[2].secretHashes[0] must have the form"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "{id: c3, secrets: [null]}",
            "line 10: tenants[0].clients[2].secrets[0] is empty"),
        invalid("roles: [r2, r1]", "roles: [r2, r3]", "tenants[0].clients[1].roles", "r3"),
        invalid("PT60S", "PT59.999S", "tenants[0].clients[1].tokenLifetime", "PT60S to PT1H"),
        invalid("PT1H", "PT1H0.001S", "tenants[0].clients[0].tokenLifetime", "PT60S to PT1H"),
        invalid("PT60S", "PT-60S", "tenants[0].clients[1].tokenLifetime", "PT60S to PT1H"),
        invalid("PT60S", "60", "tenants[0].clients[1].tokenLifetime", "PT60S to PT1H"),
        invalid("PT60S", "''", "tenants[0].clients[1].tokenLifetime", "PT60S to PT1H"),
        invalid("PT60S", "\"SECRET\"", "tenants[0].clients[1].tokenLifetime", "PT60S to PT1H"),
        invalid("{id: c3, secret", "{id: c3, id: c4, secret", "line 10: duplicate property 'id'"),
        invalid(
            "secret: \"SECRET\"}",
            "secret: \"SECRET\", secret: x}",
            "line 10: duplicate property 'secret'"),
        invalid(
            "administrator: true}\n",
            "administrator: SECRET}\n",
            "line 5: tenants[0].roles[0].administrator must be true or false"),
        invalid(
            "secret: \"SECRET\"}",
            "secret: [\"SECRET\"]}",
            "line 10: tenants[0].clients[2].secret must be a string"),
        invalid("secret: \"SECRET\"}", "secret: {is: \"SECRET\"}}", "secret", "line 10"),
        invalid(
            "{id: c3, secret: \"SECRET\"}",
            "SECRET",
            "line 10: tenants[0].clients[2] must be a mapping"),
        invalid("secret: \"SECRET\"}", "secret: \"SECRET", "line"),
        invalid("secret: \"SECRET\"}", "secret: %SECRET}", "the file is not valid YAML"),
        invalid("secret: \"SECRET\"}", "secret: *SECRET}", "line 10: aliases"),
        invalid("tenants:", "tenants: SECRET\nmore:", "line 1: tenants must be a list"),
        invalid("tenants:", "\ttenants:", "line"),
        invalid("tenants:", "people:", "people"),
        invalid("{id: plant-b}", "null", "tenants[0].namespaces[1]"),
        invalid("- {id: r2, name: Operator}", "-", "tenants[0].roles[1]"),
        invalid("- {id: c3, secret: \"SECRET\"}", "-", "tenants[0].clients[2]"),
        invalid("tenants:", "tenants:\n  -", "tenants[0]"));
  }

  private static Arguments invalid(String original, String replacement, String... messageParts) {
    return Arguments.of(original, replacement, List.of(messageParts));
  }

  @ParameterizedTest
  @MethodSource("invalidProperties")
  void invalid_property_is_named_without_showing_a_secret(
      String original, String replacement, List<String> messageParts, @TempDir Path folder)
      throws IOException {
    String at = original.replace("SECRET", SECRET);
    assertThat(VALID).contains(at);
    int last = VALID.lastIndexOf(at);
    int first = VALID.indexOf(at);
    // The last occurrence, except for the roles of the first tenant.
    int index = original.startsWith(", administrator") ? first : last;
    String text =
        VALID.substring(0, index)
            + replacement.replace("SECRET", SECRET)
            + VALID.substring(index + at.length());

    assertRejected(catchThrowable(() -> read(folder, text)), messageParts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "# nothing yet\n", "---\n", "null", "{}", "tenants:", "tenants: []"})
  void file_without_tenants_is_rejected(String text, @TempDir Path folder) {
    assertRejected(catchThrowable(() -> read(folder, text)), List.of("tenants", "at least one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"just words", "- a\n- b", "[", "\u0000", "{\"tenants\": 1}"})
  void file_with_other_content_is_rejected(String text, @TempDir Path folder) {
    assertRejected(catchThrowable(() -> read(folder, text)), List.of("line 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "people: []",
        "tenants: 1",
        "tenants: [{id: t1, color: red}]",
        "tenants: [{id: t1, roles: [{id: r1, administrator: perhaps}]}]",
        "just words",
        "{}\n---\n{}"
      })
  void message_does_not_mention_java_classes(String text, @TempDir Path folder) {
    assertThat(catchThrowable(() -> read(folder, text)))
        .hasMessageNotContainingAny("java.", "DirectoryFile", "DeserializationFeature");
  }

  @Test
  void second_document_is_rejected(@TempDir Path folder) {
    assertRejected(
        catchThrowable(() -> read(folder, VALID + "---\n" + VALID)),
        List.of("line", "one document"));
  }

  @Test
  void file_with_more_than_three_million_characters_is_rejected(@TempDir Path folder) {
    assertRejected(
        catchThrowable(() -> read(folder, "\n".repeat(3_200_000) + VALID)),
        List.of("too large", "three million characters"));
  }

  @Test
  void unreadable_file_is_rejected(@TempDir Path folder) throws IOException {
    assertRejected(
        catchThrowable(() -> DirectoryFile.read(folder.resolve("directory.yaml"))),
        List.of("can't be read"));
    Path latin = folder.resolve("directory.yaml");
    Files.write(latin, new byte[] {'i', 'd', ':', ' ', (byte) 0xE4});
    assertRejected(catchThrowable(() -> DirectoryFile.read(latin)), List.of("can't be read"));
  }

  private static void assertRejected(Throwable exception, List<String> messageParts) {
    assertThat(exception)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("directory.yaml")
        .hasMessageContainingAll(messageParts.toArray(new String[0]));
    assertThat(String.valueOf(exception.getMessage()).lines()).as("one line").hasSize(1);
    StringWriter all = new StringWriter();
    exception.printStackTrace(new PrintWriter(all));
    assertThat(all.toString()).doesNotContain(SECRET);
  }

  /** Returns whether a client is authenticated by a secret, as for a token request. */
  private static boolean accepts(TenantDirectory directory, String clientId, String secret)
      throws RetryLaterException {
    return new ClientAuthenticator()
        .authenticate(directory, clientId, Set.of(secret), "127.0.0.1")
        .isPresent();
  }

  private static TenantDirectory read(Path folder, String text) throws IOException {
    return DirectoryFile.read(Files.writeString(folder.resolve("directory.yaml"), text));
  }
}
