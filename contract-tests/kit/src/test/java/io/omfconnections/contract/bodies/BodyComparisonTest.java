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

/** The bodies are what they should be, and show each server that accepts others. */
class BodyComparisonTest {
  private static final String TENANT = "tenant";
  private static final int BODIES = 8_000;
  private static final JsonMapper LENIENT = new JsonMapper();
  private static final Contract CONTRACT = Contract.load();
  private static final BodyVerdicts VERDICTS = new BodyVerdicts(CONTRACT, TENANT);

  private static BodyGenerator generator(Contract contract, long seed) {
    return new BodyGenerator(contract, contract.versions(), seed, Map.of("TenantId", TENANT));
  }

  /** Compares until there is a disagreement. */
  private static BodyComparison compare(Predicate<GeneratedBody> accepts) {
    BodyGenerator generator = generator(CONTRACT, 1);
    BodyComparison comparison = new BodyComparison(VERDICTS);
    for (int i = 0; i < BODIES && comparison.disagreed() == 0; i++) {
      GeneratedBody body = generator.body(i);
      comparison.add(body, accepts.test(body) ? 200 : 400);
    }
    return comparison;
  }

  private static boolean valid(GeneratedBody body) {
    return VERDICTS.of(body.operationId(), body.body()).valid();
  }

  // ------------------------------------------------------------------------------ The bodies

  @Test
  void every_kind_of_body_is_made_for_each_operation_and_none_that_is_to_be_valid_is_not() {
    BodyGenerator generator = generator(CONTRACT, 7);
    BodyComparison comparison = new BodyComparison(VERDICTS);
    for (int i = 0; i < generator.fullTurn(); i++) {
      GeneratedBody body = generator.body(i);
      comparison.add(body, valid(body) ? 200 : 400);
      assertThat(body.kind() != Kind.VALID || validBySchema(body)).as(body.describe()).isTrue();
    }
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(generator.kinds()).hasSize(5);
    generator
        .kinds()
        .forEach((operation, kinds) -> assertThat(comparison.kinds(operation)).isEqualTo(kinds));
    assertThat(generator.kinds().values().stream().flatMap(kinds -> kinds.stream()).distinct())
        .containsExactlyInAnyOrder(Kind.values());
  }

  private static boolean validBySchema(GeneratedBody body) {
    Verdict verdict = VERDICTS.of(body.operationId(), body.body());
    return verdict.valid() || verdict.exemption() == Exemption.OWNER;
  }

  @Test
  void the_same_seed_makes_the_same_bodies_and_another_seed_others() {
    for (int i = 0; i < 300; i++) {
      assertThat(generator(CONTRACT, 5).body(i)).isEqualTo(generator(CONTRACT, 5).body(i));
      i += 17;
    }
    assertThat(generator(CONTRACT, 5).body(0).body())
        .isNotEqualTo(generator(CONTRACT, 6).body(0).body());
  }

  @Test
  void what_is_new_in_the_contract_is_tried_out_without_a_word_to_the_generator() {
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
    expected.put("17 characters, beyond the basic plane at /Name", true);
    expected.put("18 characters, beyond the basic plane at /Name", false);
    expected.forEach(
        (change, valid) ->
            assertThat(bodies)
                .filteredOn(body -> body.change().equals(change))
                .as(change)
                .isNotEmpty()
                .allMatch(body -> verdicts.of(body.operationId(), body.body()).valid() == valid));
  }

  // ----------------------------------------------------------- Servers that accept other bodies

  @Test
  void a_server_that_is_right_agrees_with_every_verdict() {
    BodyComparison comparison = compare(BodyComparisonTest::valid);
    assertThat(comparison.disagreements()).isEmpty();
    assertThat(comparison.tried()).isEqualTo(BODIES);
  }

  @Test
  void another_status_than_400_is_no_refusal_and_no_answer_no_agreement() {
    BodyGenerator generator = generator(CONTRACT, 1);
    GeneratedBody wrong =
        IntStream.range(0, 100)
            .mapToObj(generator::body)
            .filter(body -> !valid(body))
            .findFirst()
            .orElseThrow();
    for (int status : new int[] {100, 200, 302, 403, 415, 500}) {
      BodyComparison comparison = new BodyComparison(VERDICTS);
      assertThat(comparison.add(wrong, status)).isFalse();
      assertThat(comparison.disagreements().get(0)).contains("seed 1, index " + wrong.index());
    }
    BodyComparison comparison = new BodyComparison(VERDICTS);
    comparison.addFailed(wrong, "no answer");
    assertThat(comparison.disagreements()).hasSize(1);
  }

  @TestFactory
  Stream<DynamicTest> a_server_that_accepts_other_bodies_is_noticed() {
    Map<String, Predicate<GeneratedBody>> wrong = new LinkedHashMap<>();
    wrong.put("accepts anything", body -> true);
    wrong.put("accepts nothing", body -> false);
    wrong.put("a name of 201", by(limit("OmfConnectionCreate", "Name", "maxLength", 201)));
    wrong.put("a name of 199 only", by(limit("OmfConnectionUpdate", "Name", "maxLength", 199)));
    wrong.put("10001 clients", by(limit("OmfConnectionCreate", "ClientIds", "maxItems", 10_001)));
    wrong.put(
        "9999 clients only", by(limit("OmfConnectionCreate", "ClientIds", "maxItems", 9_999)));
    wrong.put("rights of 32", by(limit("AccessControlEntry", "AccessRights", "maximum", 32)));
    wrong.put("rights of -1", by(limit("AccessControlEntry", "AccessRights", "minimum", -1)));
    wrong.put(
        "no ClientIds", by(document -> schema(document, "OmfConnectionCreate").remove("required")));
    wrong.put(
        "no null description",
        by(
            document ->
                property(document, "OmfConnectionCreate", "Description").remove("nullable")));
    wrong.put(
        "a null name in an update",
        by(document -> property(document, "OmfConnectionUpdate", "Name").put("nullable", true)));
    wrong.put(
        "a fourth type of trustee",
        by(
            document ->
                schema(document, "TrusteeType").putArray("enum").add(1).add(2).add(3).add(4)));
    wrong.put(
        "no members that the schema does not name",
        by(document -> schema(document, "Trustee").put("additionalProperties", false)));
    wrong.put(
        "\"1\" for 1",
        body -> valid(body) || accepts(body, text -> text.replaceAll("\"(-?\\d+)\"", "$1")));
    wrong.put(
        "1.0 for 1",
        body -> valid(body) || accepts(body, text -> text.replaceAll("(:-?\\d+)\\.0\\b", "$1")));
    wrong.put(
        "members twice, of which the last counts",
        body -> valid(body) || accepts(body, BodyComparisonTest::reread));
    wrong.put("bytes that are not UTF-8", body -> valid(body) || accepts(body, text -> text));
    wrong.put(
        "a byte order mark",
        body -> valid(body) || accepts(body, text -> text.replaceFirst("^\uFEFF", "")));
    wrong.put(
        "half of surrogate pairs",
        body -> valid(body) || accepts(body, text -> text.replaceAll("(?i)\\\\ud[89a-f]..", "x")));
    wrong.put("UTF-16 units, not characters", body -> valid(body) && unitsOfName(body) <= 200);
    wrong.put("999 levels only", body -> valid(body) && !body.change().startsWith("1000 levels"));
    return wrong.entrySet().stream()
        .map(
            server ->
                DynamicTest.dynamicTest(
                    server.getKey(),
                    () -> assertThat(compare(server.getValue()).disagreements()).hasSize(1)));
  }

  /** A server that follows a contract that was changed. */
  private static Predicate<GeneratedBody> by(Consumer<JsonNode> change) {
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

  /** Whether a server accepts a body that mends it first, in the text as it understands it. */
  private static boolean accepts(GeneratedBody body, UnaryOperator<String> mended) {
    Body mendedBody = Body.of(mended.apply(body.body().text()));
    return VERDICTS.of(body.operationId(), mendedBody).valid();
  }

  private static String reread(String text) {
    try {
      return LENIENT.readTree(text).toString();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static int unitsOfName(GeneratedBody body) {
    try {
      return LENIENT.readTree(body.body().bytes()).path("Name").asText().length();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
