package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a contract says without its words for people: each operation's request and each of its
 * responses, with what they refer to put in their place. Two contracts with the same meanings are
 * the same.
 */
final class Meanings {
  /** What answers are that no operation documents: the check takes these for them. */
  static final String OUTSIDE = "outside ";

  private static final Set<String> FOR_PEOPLE =
      Set.of("description", "summary", "example", "examples", "tags", "operationId", "title");

  private final JsonNode document;
  private final Deque<String> open = new ArrayDeque<>();
  private final Map<String, JsonNode> expanded = new HashMap<>();

  private Meanings(JsonNode document) {
    this.document = document;
  }

  /** A copy of the document without what is for people. */
  static ObjectNode stripped(JsonNode document) {
    ObjectNode copy = (ObjectNode) strip(document, false);
    copy.remove("info");
    ((ObjectNode) copy.path("components")).remove("examples");
    return copy;
  }

  /** The meanings by place: a path with a method, and with a status; and {@code servers}. */
  static Map<String, JsonNode> of(JsonNode document) {
    Meanings meanings = new Meanings(document);
    Map<String, JsonNode> all = new TreeMap<>();
    all.put("servers", document.path("servers"));
    all.put("securitySchemes", document.at("/components/securitySchemes"));
    for (String shared : new String[] {"NotFound", "BadRequest"}) {
      all.put(OUTSIDE + shared, meanings.expand(document.at("/components/responses/" + shared)));
    }
    Place.forEachOperation(
        document,
        (path, method, place) -> {
          String operation = Fact.operation(method, path);
          JsonNode node = Place.at(document, place);
          ObjectNode request = JsonNodeFactory.instance.objectNode();
          ArrayNode parameters = request.putArray("parameters");
          Place.at(document, Place.parent(place) + "/parameters")
              .forEach(parameter -> parameters.add(meanings.expand(parameter)));
          node.path("parameters").forEach(one -> parameters.add(meanings.expand(one)));
          request.set("requestBody", meanings.expand(node.path("requestBody")));
          request.set(
              "security", node.has("security") ? node.path("security") : document.path("security"));
          all.put(operation, request);
          for (Map.Entry<String, JsonNode> response : node.path("responses").properties()) {
            all.put(operation + " " + response.getKey(), meanings.expand(response.getValue()));
          }
        });
    return all;
  }

  private JsonNode expand(JsonNode node) {
    if (node.path("$ref").isTextual()) {
      String place = node.path("$ref").textValue();
      if (open.contains(place)) {
        return node;
      }
      JsonNode known = expanded.get(place);
      if (known == null) {
        open.push(place);
        known = expand(Place.at(document, place));
        open.pop();
        expanded.put(place, known);
      }
      return known;
    }
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(member -> copy.set(member.getKey(), expand(member.getValue())));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> copy.add(expand(element)));
      return copy;
    }
    return node.isMissingNode() ? JsonNodeFactory.instance.nullNode() : node;
  }

  /** Without words for people; in a map of names, each name is kept, whatever it is. */
  private static JsonNode strip(JsonNode node, boolean names) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        String key = member.getKey();
        if (names || !(FOR_PEOPLE.contains(key) || key.startsWith("x-"))) {
          copy.set(key, strip(member.getValue(), !names && key.equals("properties")));
        }
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> copy.add(strip(element, false)));
      return copy;
    }
    return node;
  }
}
