package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.omfconnections.server.connections.Seed;
import io.omfconnections.server.identity.DirectoryFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SeedFileTest {
  private static final String VALID =
      """
      tenants:
        - id: 5a7c1b5e-3f0d-4d5f-9c3e-0d6f3a1e2b40
          namespaces:
            - id: plant-a
              accessControlList:
                RoleTrusteeAccessControlEntries:
                  - Trustee: {Type: 3, ObjectId: 1f0e6c52-8a44-4c7e-b8a6-4f1d9b7c2e01}
                    AccessRights: 31
              connections:
                - Id: 009d8600-fb20-4a6a-8368-e74863a83c4c
                  Name: Boiler house
                  Description: null
                  State: Active
                  CreatedDate: 2021-03-18T23:57:44.6109361Z
                  ClientIds:
                    - d6b178a4-0de5-4c30-8ba7-0a84751be854
                    - feecf1d0-b366-4a8b-91d2-92bee976686e
                  Owner: {Type: 2, ObjectId: c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11}
                  AccessControlList:
                    RoleTrusteeAccessControlEntries:
                      - Trustee: {Type: 3, ObjectId: 2e9d7b31-5c60-4b1a-9f57-8d2c6a4e3f02}
                        AccessType: 0
                        AccessRights: 1
                - ClientIds: [other]
                  Owner: {Type: 1, ObjectId: user}
            - id: plant-b
      """;

  @TempDir private Path folder;

  @Test
  void file_is_read_completely() throws IOException {
    Seed seed = read(VALID);

    assertThat(seed.size()).isEqualTo(2);
    assertThat(seed.collections()).hasSize(2);
  }

  @Test
  void documented_file_is_valid() throws IOException {
    String file = Files.readString(Path.of("src/test/resources/seed.yaml"));

    assertThat(Files.readString(Path.of("../docs/DEVELOPMENT.md")))
        .contains("```yaml\n" + file + "```");
    assertThat(read(file).size()).isEqualTo(1);
  }

  /** Text of the valid file, its invalid replacement, and parts of the expected message. */
  static Stream<Arguments> invalidFiles() {
    return Stream.of(
        invalid(
            "Name: Boiler", "Nmae: Boiler", "line 11: ", "connections[0].Nmae", "Name", "Owner"),
        invalid("Name: Boiler house", "Name: 5", "line 11: ", ".Name", "string"),
        invalid("Boiler house", "x".repeat(201), "line 11: ", ".Name", "200"),
        invalid("Boiler house", "\"\\uD800\"", "line 11: ", ".Name has an unpaired surrogate"),
        invalid("009d8600-fb20", "009d8600fb20", "line 10: ", ".Id", "GUID"),
        invalid("State: Active", "State: Busy", "line 13: ", ".State", "Creating"),
        invalid("State: Active", "State: Deleted", "line 13: ", ".State", "leave it out"),
        invalid("2021-03-18T", "1921-03-18T", "line 14: ", ".CreatedDate", "1970"),
        invalid("2021-03-18T", "2021-03-18 ", "line 14: ", ".CreatedDate", "1970"),
        invalid(
            "feecf1d0-b366-4a8b-91d2-92bee976686e", "[a]", "line 17: ", ".ClientIds[1]", "string"),
        invalid(
            "feecf1d0-b366-4a8b-91d2-92bee976686e",
            "d6b178a4-0de5-4c30-8ba7-0a84751be854",
            "line 17: ",
            ".ClientIds[1]",
            "more than once"),
        invalid(
            "[other]",
            "[\n            d6b178a4-0de5-4c30-8ba7-0a84751be854]",
            "line 25: ",
            "connections[1].ClientIds[0]",
            "already belongs"),
        invalid("ClientIds: [other]\n            ", "", "line 24: ", ".ClientIds", "required"),
        invalid("Owner: {Type: 2", "Owner: {Type: 3", "line 18: ", ".Owner.Type", "client (2)"),
        invalid("Owner: {Type: 2", "Owner: {Type: 4", "line 18: ", ".Owner.Type"),
        invalid("Owner: {Type: 2,", "Owner: {Tpye: 2,", "line 18: ", ".Owner.Tpye", "Type"),
        invalid(
            "\n            Owner: {Type: 1, ObjectId: user}", "", "line 24: ", ".Owner", "missing"),
        invalid("AccessRights: 1\n", "AccessRights: 32\n", "line 23: ", "AccessRights", "31"),
        invalid("AccessType: 0", "accessType: 0", "line 22: ", "[0].accessType", "AccessType"),
        invalid(
            "AccessRights: 31", "AccessRights: all", "line 8: ", "accessControlList", "integer"),
        invalid("id: plant-b", "id: plant-c", "line 26: ", "plant-c", "directory file"),
        invalid("id: plant-b", "id: plant-a", "line 26: ", "more than once"),
        invalid("id: plant-b", "name: plant-b", "line 26: ", "name", "[accessControlList, conn"),
        invalid("id: plant-b", "connections: {}", "line 26: ", "id is missing"),
        invalid("- id: 5a7c1b5e", "- id: 6a7c1b5e", "line 2: ", "tenants[0].id", "directory file"),
        invalid("  - id: plant-b", "  - *x", "line 26: ", "aliases"),
        invalid("tenants:\n", "tenant:\n", "line 1: ", "tenant is not", "tenants"),
        invalid("Description: null", "Name: again", "line 12: ", "duplicate property"),
        invalid("id: plant-b", "id: plant-b\n   x", "line 27: the file is not valid YAML"),
        invalid("Name: Boiler", "Name: @Boiler", "line 11: the file is not valid YAML"),
        invalid("[other]", "[other", "line 25: the file is not valid YAML"),
        invalid("- id: plant-b", "- id: 'plant-b", "line 26: the file is not valid YAML"),
        invalid("State: Active", "State: Active: again", "line 13: the file is not valid YAML"),
        invalid("Owner: {Type: 1", "Owner: {Type: @1", "line 25: the file is not valid YAML"),
        invalid(VALID, "", "line 1: ", "empty", "tenants"),
        invalid(VALID, "tenants: 5", "line 1: ", "tenants must be a list"));
  }

  private static Arguments invalid(String text, String replacement, String... message) {
    return Arguments.of(text, replacement, message);
  }

  @ParameterizedTest
  @MethodSource("invalidFiles")
  void invalid_file_is_rejected_with_its_line_and_property(
      String text, String replacement, String[] message) throws IOException {
    Throwable thrown = catchThrowable(() -> read(VALID.replace(text, replacement)));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The seed file " + folder.resolve("seed.yaml"))
        .hasMessageContainingAll(message);
  }

  @Test
  void large_file_is_rejected() throws IOException {
    Path file = folder.resolve("seed.yaml");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 32);
    }
    assertThat(catchThrowable(() -> SeedFile.read(file, DirectoryFile.development())))
        .hasMessage(
            "The seed file "
                + file
                + " can't be read: it is larger than 16 MiB. --seed needs a YAML file that the user"
                + " of this process may read.");
  }

  private Seed read(String text) throws IOException {
    return SeedFile.read(
        Files.writeString(folder.resolve("seed.yaml"), text), DirectoryFile.development());
  }
}
