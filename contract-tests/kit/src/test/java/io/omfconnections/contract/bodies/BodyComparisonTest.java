package io.omfconnections.contract.bodies;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.model.Contract;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks the generated bodies, and that they detect servers that accept or reject the wrong bodies.
 */
class BodyComparisonTest {
  private static final String TENANT = "tenant";
  private static final int BODIES = 8_000;
  private static final JsonMapper LENIENT = new JsonMapper();
  private static final Contract CONTRACT = Contract.load();
  private static final BodyVerdicts VERDICTS = new BodyVerdicts(CONTRACT, TENANT);

  private static BodyGenerator generator(Contract contract, long seed) {
    return new BodyGenerator(contract, contract.versions(), seed, Map.of("TenantId", TENANT));
  }

  /** Compares the decisions of a server with the verdicts, up to the first disagreement. */
  private static BodyComparison compare(Predicate<GeneratedBody> accepts) {
    BodyGenerator generator = generator(CONTRACT, 1);
    BodyComparison comparison = new BodyComparison(VERDICTS);
    for (int i = 0; i < BODIES && comparison.disagreementCount() == 0; i++) {
      GeneratedBody body = generator.body(i);
      comparison.add(body, accepts.test(body) ? 200 : 400);
    }
    return comparison;
  }

  private static boolean valid(GeneratedBody body) {
    return VERDICTS.of(body.operationId(), body.body()).valid();
  }

  @Test
  void every_kind_is_generated_for_each_operation_and_bodies_of_kind_valid_are_valid() {
    BodyGenerator generator = generator(CONTRACT, 7);
    BodyComparison comparison = new BodyComparison(VERDICTS);
    for (int i = 0; i < generator.fullTurn(); i++) {
      GeneratedBody body = generator.body(i);
      comparison.add(body, valid(body) ? 200 : 400);
      assertThat(body.kind() != BodyKind.VALID || validBySchema(body)).as(body.describe()).isTrue();
    }
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(generator.kinds()).hasSize(5);
    generator
        .kinds()
        .forEach((operation, kinds) -> assertThat(comparison.kinds(operation)).isEqualTo(kinds));
    assertThat(generator.kinds().values().stream().flatMap(kinds -> kinds.stream()).distinct())
        .containsExactlyInAnyOrder(BodyKind.values());
  }

  private static boolean validBySchema(GeneratedBody body) {
    Verdict verdict = VERDICTS.of(body.operationId(), body.body());
    return verdict.valid() || verdict.rule() == ProseRule.OWNER;
  }

  @Test
  void bodies_depend_on_seed() {
    BodyGenerator forwards = generator(CONTRACT, 5);
    List<GeneratedBody> bodies = IntStream.range(0, 300).mapToObj(forwards::body).toList();
    BodyGenerator backwards = generator(CONTRACT, 5);
    for (int i = 299; i >= 0; i--) {
      assertThat(backwards.body(i)).isEqualTo(bodies.get(i));
    }
    assertThat(generator(CONTRACT, 6).body(0).body()).isNotEqualTo(bodies.get(0).body());
  }

  @Test
  void new_properties_and_limits_of_contract_are_tested_without_changes_to_generator() {
    Contract changed =
        changed(
            document -> {
              ObjectNode create = schema(document, "OmfConnectionCreate");
              ObjectNode properties = (ObjectNode) create.path("properties");
              properties
                  .putObject("Priority")
                  .put("type", "integer")
                  .put("minimum", 41)
                  .put("maximum", 47);
              properties.putObject("Color").put("type", "string").putArray("enum").add("Teal");
              ((ObjectNode) properties.path("Name")).put("maxLength", 17);
            });
    BodyVerdicts verdicts = new BodyVerdicts(changed, TENANT);
    BodyGenerator generator = generator(changed, 1);
    List<GeneratedBody> bodies =
        IntStream.range(0, 10_000)
            .mapToObj(generator::body)
            .filter(body -> body.operationId().equals("createOmfConnection"))
            .toList();
    Map<String, Boolean> expected = new LinkedHashMap<>();
    expected.put("40 at /Priority", false);
    expected.put("41 at /Priority", true);
    expected.put("47 at /Priority", true);
    expected.put("48 at /Priority", false);
    expected.put("41.0 at /Priority", false);
    expected.put("\"Teal\" at /Color", true);
    expected.put("\"teal\" at /Color", false);
    expected.put("17 characters, supplementary at /Name", true);
    expected.put("18 characters, supplementary at /Name", false);
    expected.forEach(
        (mutation, valid) ->
            assertThat(bodies)
                .filteredOn(body -> body.mutation().equals(mutation))
                .as(mutation)
                .isNotEmpty()
                .allMatch(body -> verdicts.of(body.operationId(), body.body()).valid() == valid));
  }

  @Test
  void correct_server_agrees_with_every_verdict() {
    BodyComparison comparison = compare(BodyComparisonTest::valid);
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.count()).isEqualTo(BODIES);
  }

  @Test
  void status_other_than_400_or_missing_response_for_invalid_body_is_a_disagreement() {
    BodyGenerator generator = generator(CONTRACT, 1);
    GeneratedBody invalid =
        IntStream.range(0, 100)
            .mapToObj(generator::body)
            .filter(body -> !valid(body))
            .findFirst()
            .orElseThrow();
    for (int status : new int[] {100, 200, 302, 403, 415, 500}) {
      BodyComparison comparison = new BodyComparison(VERDICTS);
      assertThat(comparison.add(invalid, status)).isFalse();
      assertThat(comparison.disagreements().get(0)).contains("seed 1, index " + invalid.index());
    }
    BodyComparison comparison = new BodyComparison(VERDICTS);
    comparison.addFailed(invalid, "no response");
    assertThat(comparison.disagreements()).hasSize(1);
  }

  @TestFactory
  Stream<DynamicTest> faulty_server_is_detected() {
    Map<String, Predicate<GeneratedBody>> faulty = new LinkedHashMap<>();
    faulty.put("accepts everything", body -> true);
    faulty.put("accepts nothing", body -> false);
    faulty.put(
        "accepts Name of 201 characters",
        implementing(limit("OmfConnectionCreate", "Name", "maxLength", 201)));
    faulty.put(
        "rejects Name of 200 characters",
        implementing(limit("OmfConnectionUpdate", "Name", "maxLength", 199)));
    faulty.put(
        "accepts 10001 client ids",
        implementing(limit("OmfConnectionCreate", "ClientIds", "maxItems", 10_001)));
    faulty.put(
        "rejects 10000 client ids",
        implementing(limit("OmfConnectionCreate", "ClientIds", "maxItems", 9_999)));
    faulty.put(
        "accepts AccessRights 32",
        implementing(limit("AccessControlEntry", "AccessRights", "maximum", 32)));
    faulty.put(
        "accepts AccessRights -1",
        implementing(limit("AccessControlEntry", "AccessRights", "minimum", -1)));
    faulty.put(
        "accepts missing ClientIds",
        implementing(document -> schema(document, "OmfConnectionCreate").remove("required")));
    faulty.put(
        "rejects null Description",
        implementing(
            document ->
                property(document, "OmfConnectionCreate", "Description").remove("nullable")));
    faulty.put(
        "accepts null Name in an update",
        implementing(
            document -> property(document, "OmfConnectionUpdate", "Name").put("nullable", true)));
    faulty.put(
        "accepts trustee type 4",
        implementing(
            document ->
                schema(document, "TrusteeType").putArray("enum").add(1).add(2).add(3).add(4)));
    faulty.put(
        "rejects unknown properties",
        implementing(document -> schema(document, "Trustee").put("additionalProperties", false)));
    faulty.put(
        "accepts \"1\" for 1",
        body -> valid(body) || accepts(body, text -> text.replaceAll("\"(-?\\d+)\"", "$1")));
    faulty.put(
        "accepts 1.0 for 1",
        body -> valid(body) || accepts(body, text -> text.replaceAll("(:-?\\d+)\\.0\\b", "$1")));
    faulty.put(
        "accepts repeated properties and uses the last",
        body -> valid(body) || accepts(body, BodyComparisonTest::parsedLeniently));
    faulty.put("accepts malformed UTF-8", body -> valid(body) || accepts(body, text -> text));
    faulty.put(
        "accepts a byte order mark",
        body -> valid(body) || accepts(body, text -> text.replaceFirst("^\uFEFF", "")));
    faulty.put(
        "accepts unpaired surrogates",
        body -> valid(body) || accepts(body, text -> text.replaceAll("(?i)\\\\ud[89a-f]..", "x")));
    faulty.put("counts UTF-16 code units", body -> valid(body) && nameLengthInUtf16(body) <= 200);
    faulty.put(
        "rejects 1000 levels", body -> valid(body) && !body.mutation().startsWith("1000 levels"));
    return faulty.entrySet().stream()
        .map(
            server ->
                DynamicTest.dynamicTest(
                    server.getKey(),
                    () -> assertThat(compare(server.getValue()).disagreements()).hasSize(1)));
  }

  /** Simulates a server that implements a changed contract. */
  private static Predicate<GeneratedBody> implementing(Consumer<JsonNode> change) {
    BodyVerdicts verdicts = new BodyVerdicts(changed(change), TENANT);
    return body -> verdicts.of(body.operationId(), body.body()).valid();
  }

  private static Contract changed(Consumer<JsonNode> change) {
    JsonNode document = CONTRACT.document();
    change.accept(document);
    return Contract.of(document);
  }

  private static ObjectNode schema(JsonNode document, String name) {
    return (ObjectNode) document.path("components").path("schemas").path(name);
  }

  private static ObjectNode property(JsonNode document, String schema, String name) {
    return (ObjectNode) schema(document, schema).path("properties").path(name);
  }

  private static Consumer<JsonNode> limit(
      String schema, String property, String keyword, int value) {
    return document -> property(document, schema, property).put(keyword, value);
  }

  /** Simulates a server that corrects the text of a body before it validates it. */
  private static boolean accepts(GeneratedBody body, UnaryOperator<String> correction) {
    Body corrected = Body.of(correction.apply(body.body().text()));
    return VERDICTS.of(body.operationId(), corrected).valid();
  }

  private static String parsedLeniently(String text) {
    try {
      return LENIENT.readTree(text).toString();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static int nameLengthInUtf16(GeneratedBody body) {
    try {
      return LENIENT.readTree(body.body().bytes()).path("Name").asText().length();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
