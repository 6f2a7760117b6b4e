package io.omfconnections.contract.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;

/**
 * A change of a contract, for tests that want to see it found.
 *
 * <p>Places are JSON pointers; {@code @getOmfConnection} stands for where that operation is, {@code
 * #Trustee} for where that schema is.
 */
public interface Edit {
  /** Changes a contract. */
  void apply(JsonNode contract);

  /** Another change after this one. */
  default Edit and(Edit next) {
    return contract -> {
      apply(contract);
      next.apply(contract);
    };
  }

  /** A changed copy of a contract. */
  default JsonNode of(JsonNode contract) {
    JsonNode copy = contract.deepCopy();
    apply(copy);
    if (copy.equals(contract)) {
      throw new IllegalArgumentException("The change changes nothing");
    }
    return copy;
  }

  /** Takes away what is at a place. */
  static Edit remove(String place) {
    return contract -> {
      JsonPointer pointer = pointer(contract, place);
      JsonNode parent = existing(contract, pointer.head());
      JsonNode removed =
          parent instanceof ArrayNode array
              ? array.remove(pointer.last().getMatchingIndex())
              : ((ObjectNode) parent).remove(pointer.last().getMatchingProperty());
      if (removed == null) {
        throw new IllegalArgumentException("Nothing at " + pointer);
      }
    };
  }

  /** Puts a value at a place, or at the end of a list when the place ends with {@code -}. */
  static Edit set(String place, String yaml) {
    return contract -> put(contract, pointer(contract, place), yaml(yaml));
  }

  /** Moves what is at a place to another. */
  static Edit move(String from, String to) {
    return contract -> {
      JsonPointer target = pointer(contract, to);
      JsonNode node = existing(contract, pointer(contract, from));
      remove(from).apply(contract);
      put(contract, target, node);
    };
  }

  private static void put(JsonNode contract, JsonPointer pointer, JsonNode value) {
    JsonNode parent = existing(contract, pointer.head());
    String name = pointer.last().getMatchingProperty();
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
    } else if (name.equals("-")) {
      ((ArrayNode) parent).add(value);
    } else {
      ((ArrayNode) parent).set(pointer.last().getMatchingIndex(), value);
    }
  }

  private static JsonNode existing(JsonNode contract, JsonPointer pointer) {
    JsonNode node = contract.at(pointer);
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("Nothing at " + pointer);
    }
    return node;
  }

  private static JsonPointer pointer(JsonNode contract, String place) {
    if (place.startsWith("#")) {
      return JsonPointer.compile("/components/schemas/" + place.substring(1));
    }
    if (!place.startsWith("@")) {
      return JsonPointer.compile(place);
    }
    String[] parts = (place + "/").substring(1).split("/", 2);
    for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (member.getValue().path("operationId").asText().equals(parts[0])) {
          return JsonPointer.empty()
              .appendProperty("paths")
              .appendProperty(path.getKey())
              .appendProperty(member.getKey())
              .append(JsonPointer.compile(place.substring(parts[0].length() + 1)));
        }
      }
    }
    throw new IllegalArgumentException("No operation " + parts[0]);
  }

  private static JsonNode yaml(String text) {
    try {
      return new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
