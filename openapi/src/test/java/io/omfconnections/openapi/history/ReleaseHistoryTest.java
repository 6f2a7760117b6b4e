package io.omfconnections.openapi.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.openapi.ContractFiles;
import io.omfconnections.openapi.documents.ContractEdit;
import io.omfconnections.openapi.history.VersionRules.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the working contract against its released versions, and the rules for versions. */
class ReleaseHistoryTest {
  private static final Path OPENAPI = Path.of("");
  private static final JsonNode WORKING = ContractFiles.contract();
  private static final String ENTRY = "## 1.0.0\n\nThe first.\n";

  @Test
  void working_contract_has_a_valid_version_and_change_log() throws IOException {
    JsonNode newest =
        released().stream().max(Comparator.comparing(VersionRules::version)).orElseThrow();
    String changeLog = Files.readString(OPENAPI.resolve("CHANGELOG.md"));
    List<String> violations = VersionRules.violations(newest, WORKING, changeLog);
    assertThat(violations)
        .as(
            "violated version rules since %s:%n%s",
            VersionRules.version(newest), String.join("\n", violations))
        .isEmpty();
    System.out.printf(
        "Release history: compared the contract %s with the released %s.%n",
        VersionRules.version(WORKING), VersionRules.version(newest));
  }

  @Test
  void each_released_file_has_its_version_and_a_change_log_entry() throws IOException {
    String changeLog = Files.readString(OPENAPI.resolve("CHANGELOG.md"));
    for (JsonNode released : released()) {
      Version version = VersionRules.version(released);
      assertThat(OPENAPI.resolve("released/omf-connections-" + version + ".yaml")).exists();
      assertThat(changeLog).containsPattern("(?m)^## " + version + "$");
    }
  }

  @Test
  void unchanged_contract_requires_only_the_entry_of_its_release() {
    assertThat(VersionRules.violations(WORKING, WORKING, ENTRY)).isEmpty();
    assertThat(VersionRules.violations(WORKING, WORKING, ""))
        .singleElement()
        .asString()
        .contains("## 1.0.0");
  }

  @Test
  void changed_mark_requires_no_new_version() {
    JsonNode working =
        ContractEdit.set("/components/headers/Retry-After/x-added", "E31").of(WORKING);
    assertThat(VersionRules.violations(WORKING, working, ENTRY)).isEmpty();
  }

  @Test
  void changed_description_requires_a_new_patch_version_and_an_entry() {
    ContractEdit description = ContractEdit.set("@deleteOmfConnection/description", "Deletes it.");
    assertThat(VersionRules.violations(WORKING, description.of(WORKING), ENTRY))
        .containsExactly(
            "the contract differs from the released 1.0.0, but info.version is 1.0.0: set it to"
                + " 1.0.1 or higher in openapi/omf-connections.yaml",
            "openapi/CHANGELOG.md has no entry: add '## 1.0.1' with a description of the change for"
                + " authors of clients");
    JsonNode released = WORKING;
    JsonNode raised = description.and(version("1.0.1")).of(released);
    assertThat(VersionRules.violations(released, raised, ENTRY)).hasSize(1);
    assertThat(VersionRules.violations(released, raised, "## 1.0.1\n\n" + ENTRY)).hasSize(1);
    assertThat(VersionRules.violations(released, raised, "## 1.0.1\n\nWords.\n\n" + ENTRY))
        .isEmpty();
  }

  @Test
  void compatible_change_requires_a_new_minor_version() {
    ContractEdit change = ContractEdit.set("#OmfConnection/properties/Tags", "{type: string}");
    String changeLog = "## 1.0.1\n\nTags.\n\n## 1.1.0\n\nTags.\n\n" + ENTRY;
    assertThat(
            VersionRules.violations(WORKING, change.and(version("1.0.1")).of(WORKING), changeLog))
        .singleElement()
        .asString()
        .contains("set it to 1.1.0 or higher");
    assertThat(
            VersionRules.violations(WORKING, change.and(version("1.1.0")).of(WORKING), changeLog))
        .isEmpty();
  }

  @Test
  void breaking_change_requires_a_new_major_version_and_its_line_in_the_change_log() {
    JsonNode working =
        ContractEdit.set("#OmfConnectionCreate/properties/Name/maxLength", "100")
            .and(version("2.0.0"))
            .of(WORKING);
    String line =
        "OmfConnectionCreate.Name: maxLength was 200, is 100 (request of createOmfConnection)";
    assertThat(VersionRules.violations(WORKING, working, "## 2.0.0\n\nShorter names.\n\n" + ENTRY))
        .containsExactly(
            "a change breaks existing clients: revert it, or accept it with this line under '###"
                + " Breaking' of '## 2.0.0' in openapi/CHANGELOG.md:\n  - "
                + line);
    String accepted = "## 2.0.0\n\nShorter names.\n\n### Breaking\n\n- " + line + "\n\n" + ENTRY;
    assertThat(VersionRules.violations(WORKING, working, accepted)).isEmpty();
    assertThat(
            VersionRules.violations(
                WORKING, ContractEdit.set("/info/version", "1.9.0").of(working), accepted))
        .singleElement()
        .asString()
        .contains("set it to 2.0.0 or higher");
  }

  @Test
  void change_that_only_openapi_diff_detects_is_breaking() {
    // openapi-diff rejects a body that is no longer required. It is wrong, but on the safe side.
    JsonNode working =
        ContractEdit.remove("/components/requestBodies/OmfConnectionCreate/required")
            .and(version("1.1.0"))
            .of(WORKING);
    assertThat(BreakingChangeDetector.between(WORKING, working)).isEmpty();
    assertThat(VersionRules.violations(WORKING, working, "## 1.1.0\n\nBodies.\n\n" + ENTRY))
        .anyMatch(line -> line.contains("set it to 2.0.0 or higher"))
        .anyMatch(line -> line.contains("omfConnections: RequestBody (openapi-diff)"));
  }

  @Test
  void lower_version_than_the_released_one_is_rejected() {
    assertThat(VersionRules.violations(WORKING, version("0.9.0").of(WORKING), ENTRY))
        .containsExactly("info.version is 0.9.0, but 1.0.0 is released: increase it");
  }

  private static ContractEdit version(String version) {
    return ContractEdit.set("/info/version", "'" + version + "'");
  }

  private static List<JsonNode> released() throws IOException {
    try (Stream<Path> files = Files.list(OPENAPI.resolve("released"))) {
      return files
          .map(
              file -> {
                try {
                  return ContractFiles.yaml(Files.readString(file));
                } catch (IOException e) {
                  throw new IllegalStateException(file.toString(), e);
                }
              })
          .toList();
    }
  }
}
