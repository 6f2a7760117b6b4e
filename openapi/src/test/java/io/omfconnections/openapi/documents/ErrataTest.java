package io.omfconnections.openapi.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.openapi.ContractFiles;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that ERRATA.md, the marks in the contract and {@code errata.yaml} are consistent. */
class ErrataTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^### (E\\d\\d) ");
  private static final Pattern ID = Pattern.compile("\\bE\\d\\d\\b");

  private static final JsonNode CONTRACT = ContractFiles.contract();
  private static final JsonNode ERRATA_YAML = DocumentedFacts.yaml("errata");

  private static final String ERRATA_MD = ContractFiles.text("ERRATA.md");
  private static final List<String> IDS =
      HEADING.matcher(ERRATA_MD).results().map(match -> match.group(1)).toList();

  @Test
  void errata_ids_are_consecutive() {
    assertThat(IDS)
        .isEqualTo(IntStream.rangeClosed(1, IDS.size()).mapToObj("E%02d"::formatted).toList());
  }

  @Test
  void erratum_ids_in_contract_and_errata_files_are_defined() {
    for (String text :
        List.of(ContractFiles.text("omf-connections.yaml"), ERRATA_MD, ERRATA_YAML.toString())) {
      assertThat(ID.matcher(text).results().map(MatchResult::group)).isSubsetOf(IDS);
    }
    assertThat(MarkedAdditions.removedFrom(CONTRACT).errata()).isSubsetOf(IDS);
  }

  @Test
  void each_erratum_is_either_marked_in_the_contract_or_listed_once_in_errata_yaml() {
    List<String> accountedFor = new ArrayList<>(MarkedAdditions.removedFrom(CONTRACT).errata());
    // Some errata, such as E29, have both a mark in the contract and an entry here.
    Set<String> factual = new TreeSet<>();
    ERRATA_YAML.path("differences").fieldNames().forEachRemaining(factual::add);
    ERRATA_YAML.path("notations").fieldNames().forEachRemaining(factual::add);
    factual.removeAll(accountedFor);
    accountedFor.addAll(factual);
    ERRATA_YAML.path("withoutFacts").forEach(id -> accountedFor.add(id.asText()));
    assertThat(accountedFor)
        .as("errata that are marked in the contract, or listed once in errata.yaml")
        .containsExactlyInAnyOrderElementsOf(IDS);
  }

  @Test
  void contract_without_additions_is_valid_openapi() throws IOException {
    JsonNode remaining = MarkedAdditions.removedFrom(CONTRACT).remaining();
    assertThat(
            new OpenAPIV3Parser()
                .readContents(new YAMLMapper().writeValueAsString(remaining))
                .getMessages())
        .isEmpty();
    assertThat(propertyNames(remaining)).doesNotContain("x-added", "x-documented");
  }

  @Test
  void documented_values_are_restored_when_additions_are_removed() {
    String collection = "/paths/~1tenants~1{tenantId}~1namespaces~1{namespaceId}~1omfConnections";
    String delete = collection + "~1{omfConnectionId}/delete";
    JsonNode remaining = MarkedAdditions.removedFrom(CONTRACT).remaining();
    assertThat(remaining.at(delete + "/responses/202/description").asText())
        .isEqualTo("No content");
    assertThat(remaining.at(delete + "/responses/202").has("headers")).isFalse();
    assertThat(remaining.at(delete).has("parameters")).isFalse();
    assertThat(remaining.at(delete).has("responses")).isTrue();
  }

  private static Stream<String> propertyNames(JsonNode node) {
    return Stream.concat(
        node.properties().stream().map(property -> property.getKey()),
        node.valueStream().flatMap(ErrataTest::propertyNames));
  }
}
