package io.omfconnections.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.omfconnections.contract.model.Contract;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The errata, the contract's marks and the exceptions of the comparison fit together. */
class ErrataTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^### (E\\d\\d) ");
  private static final Pattern NUMBER = Pattern.compile("\\bE\\d\\d\\b");

  private static final JsonNode CONTRACT = Contract.load().document();
  private static final JsonNode EXCEPTIONS = DocumentFacts.yaml("errata");

  private static final String ERRATA = resource("ERRATA.md");
  private static final List<String> NUMBERS =
      HEADING.matcher(ERRATA).results().map(match -> match.group(1)).toList();

  @Test
  void errata_are_numbered_in_order() {
    assertThat(NUMBERS)
        .isEqualTo(IntStream.rangeClosed(1, NUMBERS.size()).mapToObj("E%02d"::formatted).toList());
  }

  @Test
  void each_number_that_is_written_anywhere_is_an_erratum() {
    for (String text : List.of(resource("omf-connections.yaml"), ERRATA, EXCEPTIONS.toString())) {
      assertThat(NUMBER.matcher(text).results().map(MatchResult::group)).isSubsetOf(NUMBERS);
    }
    assertThat(Additions.of(CONTRACT).errata()).isSubsetOf(NUMBERS);
  }

  @Test
  void each_erratum_shows_in_the_contract_or_is_known_not_to() {
    List<String> shown = new ArrayList<>(Additions.of(CONTRACT).errata());
    // E29 and E14 are about several things, of which only some are marked.
    Set<String> known = new TreeSet<>();
    EXCEPTIONS.path("differences").fieldNames().forEachRemaining(known::add);
    EXCEPTIONS.path("readings").fieldNames().forEachRemaining(known::add);
    known.removeAll(shown);
    shown.addAll(known);
    EXCEPTIONS.path("others").forEach(number -> shown.add(number.asText()));
    assertThat(shown)
        .as("marked in the contract, or once in errata.yaml")
        .containsExactlyInAnyOrderElementsOf(NUMBERS);
  }

  @Test
  void without_its_additions_the_contract_is_a_valid_description() throws IOException {
    JsonNode remaining = Additions.of(CONTRACT).remaining();
    assertThat(
            new OpenAPIV3Parser()
                .readContents(new YAMLMapper().writeValueAsString(remaining))
                .getMessages())
        .isEmpty();
    assertThat(names(remaining)).doesNotContain("x-added", "x-documented");
  }

  @Test
  void what_was_replaced_is_put_back() {
    String place = "/paths/~1tenants~1{tenantId}~1namespaces~1{namespaceId}~1omfConnections";
    String delete = place + "~1{omfConnectionId}/delete";
    JsonNode remaining = Additions.of(CONTRACT).remaining();
    assertThat(remaining.at(delete + "/responses/202/description").asText())
        .isEqualTo("No content");
    assertThat(remaining.at(delete + "/responses/202").has("headers")).isFalse();
    assertThat(remaining.at(delete).has("parameters")).isFalse();
    assertThat(remaining.at(delete).has("responses")).isTrue();
  }

  private static Stream<String> names(JsonNode node) {
    return Stream.concat(
        node.properties().stream().map(member -> member.getKey()),
        node.valueStream().flatMap(ErrataTest::names));
  }

  private static String resource(String name) {
    try (InputStream in =
        Contract.class.getResourceAsStream("/io/omfconnections/openapi/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
