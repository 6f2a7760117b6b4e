package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;

/** Where things stand in a description, as JSON pointers that begin with {@code #}. */
final class Place {
  private Place() {}

  static String member(String place, String name) {
    return OpenApiDocument.child(place, name);
  }

  static JsonNode at(JsonNode document, String place) {
    return document.at(place.substring(1));
  }

  /** The place that the reference at a place leads to; itself when there is none. */
  static String resolve(JsonNode document, String place) {
    JsonNode reference = at(document, place).path("$ref");
    return reference.isTextual() ? resolve(document, reference.textValue()) : place;
  }

  /** What stands around it. */
  static String parent(String place) {
    return place.substring(0, place.lastIndexOf('/'));
  }

  /** Something to be done for each operation of a description. */
  interface ForOperation {
    void accept(String path, String method, String place);
  }

  static void forEachOperation(JsonNode document, ForOperation action) {
    new OpenApiDocument(document)
        .operations()
        .forEach(found -> action.accept(found.path(), found.method(), found.pointer()));
  }
}
