package io.omfconnections.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Validates the examples of the contract against its schemas. */
class ExamplesTest {
  // The name must not end in .yaml: the validator would then parse the document as YAML.
  private static final String URI = "urn:omf-connections:contract";

  private static final JsonNode CONTRACT = rejectUnknownProperties(ContractFiles.contract());

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialects.getOpenApi30(),
          builder ->
              builder
                  .schemas(Map.of(URI, CONTRACT.toString()))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void example_matches_its_schema(String pointer, String schemaPointer, JsonNode example) {
    Schema schema = SCHEMAS.getSchema(SchemaLocation.of(URI + "#" + schemaPointer));
    assertThat(schema.validate(example)).isEmpty();
  }

  @Test
  void each_example_component_is_used() {
    Set<String> declared = new TreeSet<>();
    CONTRACT.at("/components/examples").fieldNames().forEachRemaining(declared::add);
    assertThat(CONTRACT.findValuesAsText("$ref"))
        .containsAll(declared.stream().map(name -> "#/components/examples/" + name).toList());
  }

  static Stream<Arguments> examples() {
    List<Arguments> examples = new ArrayList<>();
    collect("", CONTRACT, examples);
    return examples.stream();
  }

  /** Collects the examples beside each schema of a parameter, a header or a media type. */
  private static void collect(String pointer, JsonNode node, List<Arguments> examples) {
    String schemaPointer = pointer + "/schema";
    if (node.has("schema") && node.has("example")) {
      examples.add(arguments(pointer + "/example", schemaPointer, node.path("example")));
    }
    if (node.has("schema")) {
      for (Map.Entry<String, JsonNode> example : node.path("examples").properties()) {
        examples.add(
            arguments(
                pointer + "/examples/" + example.getKey(),
                schemaPointer,
                resolve(example.getValue()).path("value")));
      }
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String name = property.getKey().replace("~", "~0").replace("/", "~1");
      collect(pointer + "/" + name, property.getValue(), examples);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(pointer + "/" + i, node.path(i), examples);
    }
  }

  private static JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? CONTRACT.at(node.path("$ref").asText().substring(1)) : node;
  }

  /** Makes each schema with properties reject others, so that a misspelled name is found. */
  private static JsonNode rejectUnknownProperties(JsonNode node) {
    if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    node.forEach(ExamplesTest::rejectUnknownProperties);
    return node;
  }
}
