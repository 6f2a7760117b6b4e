package io.omfconnections.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.model.OpenApiDocument.PathOperation;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
  private final OpenApiDocument document =
      document(
          """
          {"paths": {"/a/{b}": {"parameters": [], "get": {}, "x-get": {}, "patch": {}}},
           "x": {"$ref": "#/y"}, "y": {"$ref": "#/z"}, "z": {"a/b~c": {"value": 7}},
           "broken": {"$ref": "#/nowhere"}}
          """);

  @Test
  void slashes_and_tildes_of_property_names_are_escaped() {
    String pointer = OpenApiDocument.child("#/z", "a/b~c");

    assertThat(pointer).isEqualTo("#/z/a~1b~0c");
    assertThat(document.at(pointer + "/value").intValue()).isEqualTo(7);
    assertThat(OpenApiDocument.parent(pointer)).isEqualTo("#/z");
  }

  @Test
  void operations_are_the_methods_of_path_items() {
    assertThat(document.operations())
        .containsExactly(
            new PathOperation("/a/{b}", "get", "#/paths/~1a~1{b}", "#/paths/~1a~1{b}/get"),
            new PathOperation("/a/{b}", "patch", "#/paths/~1a~1{b}", "#/paths/~1a~1{b}/patch"));
  }

  @Test
  void references_are_followed_to_the_end() {
    assertThat(document.resolve("#/x")).isEqualTo("#/z");
    assertThat(document.resolve("#/z")).isEqualTo("#/z");
  }

  @Test
  void reference_to_nowhere_is_rejected() {
    assertThatThrownBy(() -> document.resolve("#/broken"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("#/nowhere");
    assertThat(document.find("#/nowhere").isMissingNode()).isTrue();
  }

  @Test
  void reference_to_another_document_is_rejected() {
    assertThatThrownBy(() -> document.at("other.yaml#/z"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.yaml");
  }

  private static OpenApiDocument document(String json) {
    try {
      return new OpenApiDocument(new JsonMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
