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
  private static final Path MODULE = Path.of("");
  private static final JsonNode WORKING = ContractFiles.contract();

  /** A released contract for the tests of the rules: the working contract, but always 1.0.0. */
  private static final JsonNode RELEASED = workingContractAs100();

  private static final String ENTRY = "## 1.0.0\n\nThe first.\n";

  @Test
  void working_contract_has_a_valid_version_and_change_log() throws IOException {
    JsonNode newest =
        readReleased().stream().max(Comparator.comparing(VersionRules::version)).orElseThrow();
    String changeLog = Files.readString(MODULE.resolve("CHANGELOG.md"));
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
    String changeLog = Files.readString(MODULE.resolve("CHANGELOG.md"));
    for (JsonNode released : readReleased()) {
      Version version = VersionRules.version(released);
      assertThat(MODULE.resolve("released/omf-connections-" + version + ".yaml")).exists();
      assertThat(changeLog).containsPattern("(?m)^## " + version + "$");
    }
  }

  @Test
  void unchanged_contract_requires_only_the_entry_of_its_release() {
    assertThat(VersionRules.violations(RELEASED, RELEASED, ENTRY)).isEmpty();
    assertThat(VersionRules.violations(RELEASED, RELEASED, ""))
        .singleElement()
        .asString()
        .contains("## 1.0.0");
  }

  @Test
  void changed_mark_requires_no_new_version() {
    JsonNode working =
        ContractEdit.set("/components/headers/Retry-After/x-added", "E31").of(RELEASED);
    assertThat(VersionRules.violations(RELEASED, working, ENTRY)).isEmpty();
  }

  @Test
  void changed_description_requires_a_new_patch_version_and_an_entry() {
    ContractEdit description = ContractEdit.set("@deleteOmfConnection/description", "Deletes it.");
    assertThat(VersionRules.violations(RELEASED, description.of(RELEASED), ENTRY))
        .containsExactly(
            "the contract differs from the released 1.0.0, but info.version is 1.0.0: set it to"
                + " 1.0.1 or higher in openapi/omf-connections.yaml",
            "openapi/CHANGELOG.md has no entry: add '## 1.0.1' with a description of the change for"
                + " authors of clients");
    JsonNode raised = description.and(version("1.0.1")).of(RELEASED);
    assertThat(VersionRules.violations(RELEASED, raised, ENTRY)).hasSize(1);
    assertThat(VersionRules.violations(RELEASED, raised, "## 1.0.1\n\n" + ENTRY)).hasSize(1);
    assertThat(VersionRules.violations(RELEASED, raised, "## 1.0.1\n\nWords.\n\n" + ENTRY))
        .isEmpty();
  }

  @Test
  void compatible_change_requires_a_new_minor_version() {
    ContractEdit change = ContractEdit.set("#OmfConnection/properties/Tags", "{type: string}");
    String changeLog = "## 1.0.1\n\nTags.\n\n## 1.1.0\n\nTags.\n\n" + ENTRY;
    assertThat(
            VersionRules.violations(RELEASED, change.and(version("1.0.1")).of(RELEASED), changeLog))
        .singleElement()
        .asString()
        .contains("set it to 1.1.0 or higher");
    assertThat(
            VersionRules.violations(RELEASED, change.and(version("1.1.0")).of(RELEASED), changeLog))
        .isEmpty();
  }

  @Test
  void breaking_change_requires_a_new_major_version_and_its_line_in_the_change_log() {
    JsonNode working =
        ContractEdit.set("#OmfConnectionCreate/properties/Name/maxLength", "100")
            .and(version("2.0.0"))
            .of(RELEASED);
    String line =
        "OmfConnectionCreate.Name: maxLength was 200, is 100 (request of createOmfConnection)";
    assertThat(VersionRules.violations(RELEASED, working, "## 2.0.0\n\nShorter names.\n\n" + ENTRY))
        .containsExactly(
            "a change breaks existing clients: revert it, or accept it with this line under '###"
                + " Breaking' of '## 2.0.0' in openapi/CHANGELOG.md:\n  - "
                + line);
    String accepted = "## 2.0.0\n\nShorter names.\n\n### Breaking\n\n- " + line + "\n\n" + ENTRY;
    assertThat(VersionRules.violations(RELEASED, working, accepted)).isEmpty();
    assertThat(
            VersionRules.violations(
                RELEASED, ContractEdit.set("/info/version", "1.9.0").of(working), accepted))
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
            .of(RELEASED);
    assertThat(BreakingChangeDetector.between(RELEASED, working)).isEmpty();
    assertThat(VersionRules.violations(RELEASED, working, "## 1.1.0\n\nBodies.\n\n" + ENTRY))
        .anyMatch(line -> line.contains("set it to 2.0.0 or higher"))
        .anyMatch(line -> line.contains("omfConnections: RequestBody (openapi-diff)"));
  }

  @Test
  void lower_version_than_the_released_one_is_rejected() {
    assertThat(VersionRules.violations(RELEASED, version("0.9.0").of(RELEASED), ENTRY))
        .containsExactly("info.version is 0.9.0, but 1.0.0 is released: increase it");
  }

  private static JsonNode workingContractAs100() {
    JsonNode contract = ContractFiles.contract();
    version("1.0.0").apply(contract);
    return contract;
  }

  private static ContractEdit version(String version) {
    return ContractEdit.set("/info/version", "'" + version + "'");
  }

  private static List<JsonNode> readReleased() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("released"))) {
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
