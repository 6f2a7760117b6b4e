package io.omfconnections.contract.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.contract.documents.Edit;
import io.omfconnections.contract.history.VersionRule.Version;
import io.omfconnections.contract.model.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The working contract keeps the promises of the released ones, and says what is new. */
class HistoryTest {
  private static final Path OPENAPI = Path.of("../openapi");
  private static final JsonNode WORKING = Contract.load().document();
  private static final String ENTRY = "## 1.0.0\n\nThe first.\n";

  @Test
  void the_contract_says_what_it_changes_and_breaks_nothing_unsaid() throws IOException {
    JsonNode newest =
        released().stream().max(Comparator.comparing(VersionRule::version)).orElseThrow();
    String changeLog = Files.readString(OPENAPI.resolve("CHANGELOG.md"));
    List<String> missing = VersionRule.missing(newest, WORKING, changeLog);
    assertThat(missing)
        .as(
            "what the contract's change since %s lacks:%n%s",
            VersionRule.version(newest), String.join("\n", missing))
        .isEmpty();
    System.out.printf(
        "History: contract %s against the released %s.%n",
        VersionRule.version(WORKING), VersionRule.version(newest));
  }

  @Test
  void each_released_file_holds_its_version_and_has_an_entry() throws IOException {
    String changeLog = Files.readString(OPENAPI.resolve("CHANGELOG.md"));
    for (JsonNode released : released()) {
      Version version = VersionRule.version(released);
      assertThat(OPENAPI.resolve("released/omf-connections-" + version + ".yaml")).exists();
      assertThat(changeLog).containsPattern("(?m)^## " + version + "$");
    }
  }

  @Test
  void nothing_is_asked_when_nothing_changed() {
    assertThat(VersionRule.missing(WORKING, WORKING, ENTRY)).isEmpty();
    assertThat(VersionRule.missing(WORKING, WORKING, ""))
        .singleElement()
        .asString()
        .contains("## 1.0.0");
  }

  @Test
  void a_mark_is_not_seen_by_clients() {
    JsonNode working = Edit.set("/components/headers/Retry-After/x-added", "E31").of(WORKING);
    assertThat(VersionRule.missing(WORKING, working, ENTRY)).isEmpty();
  }

  @Test
  void other_words_ask_for_another_version_and_an_entry() {
    Edit words = Edit.set("@deleteOmfConnection/description", "Deletes it.");
    assertThat(VersionRule.missing(WORKING, words.of(WORKING), ENTRY))
        .containsExactly(
            "the contract differs from the released 1.0.0, and info.version is 1.0.0: set it to"
                + " 1.0.1 or higher in openapi/omf-connections.yaml",
            "openapi/CHANGELOG.md lacks an entry: add '## 1.0.1' and what changed for those who"
                + " wrote a client");
    JsonNode released = WORKING;
    JsonNode raised = words.and(version("1.0.1")).of(released);
    assertThat(VersionRule.missing(released, raised, ENTRY)).hasSize(1);
    assertThat(VersionRule.missing(released, raised, "## 1.0.1\n\n" + ENTRY)).hasSize(1);
    assertThat(VersionRule.missing(released, raised, "## 1.0.1\n\nWords.\n\n" + ENTRY)).isEmpty();
  }

  @Test
  void a_compatible_change_asks_for_the_second_number() {
    Edit change = Edit.set("#OmfConnection/properties/Tags", "{type: string}");
    String changeLog = "## 1.0.1\n\nTags.\n\n## 1.1.0\n\nTags.\n\n" + ENTRY;
    assertThat(VersionRule.missing(WORKING, change.and(version("1.0.1")).of(WORKING), changeLog))
        .singleElement()
        .asString()
        .contains("set it to 1.1.0 or higher");
    assertThat(VersionRule.missing(WORKING, change.and(version("1.1.0")).of(WORKING), changeLog))
        .isEmpty();
  }

  @Test
  void a_breaking_change_asks_for_the_first_number_and_to_be_accepted_by_its_line() {
    JsonNode working =
        Edit.set("#OmfConnectionCreate/properties/Name/maxLength", "100")
            .and(version("2.0.0"))
            .of(WORKING);
    String line =
        "OmfConnectionCreate.Name: maxLength was 200, is 100 (request of createOmfConnection)";
    assertThat(VersionRule.missing(WORKING, working, "## 2.0.0\n\nShorter names.\n\n" + ENTRY))
        .containsExactly(
            "this breaks existing clients: undo it, or accept it under '### Breaking' of '## 2.0.0'"
                + " in openapi/CHANGELOG.md with the line\n  - "
                + line);
    String accepted = "## 2.0.0\n\nShorter names.\n\n### Breaking\n\n- " + line + "\n\n" + ENTRY;
    assertThat(VersionRule.missing(WORKING, working, accepted)).isEmpty();
    assertThat(
            VersionRule.missing(WORKING, Edit.set("/info/version", "1.9.0").of(working), accepted))
        .singleElement()
        .asString()
        .contains("set it to 2.0.0 or higher");
  }

  @Test
  void openapi_diff_is_believed_where_it_alone_sees_a_break() {
    // It does, when a body is no longer required. That is its mistake, but on the safe side.
    JsonNode working =
        Edit.remove("/components/requestBodies/OmfConnectionCreate/required")
            .and(version("1.1.0"))
            .of(WORKING);
    assertThat(BreakingChanges.between(WORKING, working)).isEmpty();
    assertThat(VersionRule.missing(WORKING, working, "## 1.1.0\n\nBodies.\n\n" + ENTRY))
        .anyMatch(line -> line.contains("set it to 2.0.0 or higher"))
        .anyMatch(line -> line.contains("omfConnections: RequestBody (openapi-diff)"));
  }

  @Test
  void a_version_never_falls() {
    assertThat(VersionRule.missing(WORKING, version("0.9.0").of(WORKING), ENTRY))
        .containsExactly("info.version is 0.9.0, but 1.0.0 is released: raise it");
  }

  private static Edit version(String version) {
    return Edit.set("/info/version", "'" + version + "'");
  }

  private static List<JsonNode> released() throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (Stream<Path> files = Files.list(OPENAPI.resolve("released"))) {
      return files
          .map(
              file -> {
                try {
                  return yaml.readTree(Files.readString(file));
                } catch (IOException e) {
                  throw new IllegalStateException(file.toString(), e);
                }
              })
          .toList();
    }
  }
}
