package io.omfconnections.openapi.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.openapi.ContractFiles;
import java.util.Map;

/**
 * A modification of a contract, for tests that expect it to be detected.
 *
 * <p>Locations are JSON pointers (RFC 6901). As a short form, {@code @getOmfConnection/…} is
 * relative to the operation with that id, and {@code #Trustee/…} to the schema with that name.
 */
public interface ContractEdit {
  /**
   * Modifies a contract in place.
   *
   * @throws IllegalArgumentException if a location does not exist
   */
  void apply(JsonNode contract);

  /** Returns an edit that applies this edit and then another. */
  default ContractEdit and(ContractEdit next) {
    return contract -> {
      apply(contract);
      next.apply(contract);
    };
  }

  /**
   * Applies this edit to a copy of a contract.
   *
   * @throws IllegalArgumentException if the copy equals the contract
   */
  default JsonNode of(JsonNode contract) {
    JsonNode copy = contract.deepCopy();
    apply(copy);
    if (copy.equals(contract)) {
      throw new IllegalArgumentException("The edit has no effect");
    }
    return copy;
  }

  /** Removes the node at a location. */
  static ContractEdit remove(String location) {
    return contract -> {
      JsonPointer pointer = pointer(contract, location);
      JsonNode parent = existing(contract, pointer.head());
      JsonNode removed =
          parent instanceof ArrayNode array
              ? array.remove(pointer.last().getMatchingIndex())
              : ((ObjectNode) parent).remove(pointer.last().getMatchingProperty());
      if (removed == null) {
        throw new IllegalArgumentException("No node at " + pointer);
      }
    };
  }

  /** Sets the node at a location. A location that ends with {@code -} appends to an array. */
  static ContractEdit set(String location, String yaml) {
    return contract -> put(contract, pointer(contract, location), ContractFiles.yaml(yaml));
  }

  /** Moves the node at a location to another location. */
  static ContractEdit move(String from, String to) {
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
      throw new IllegalArgumentException("No node at " + pointer);
    }
    return node;
  }

  private static JsonPointer pointer(JsonNode contract, String location) {
    if (location.startsWith("#")) {
      return JsonPointer.compile("/components/schemas/" + location.substring(1));
    }
    if (!location.startsWith("@")) {
      return JsonPointer.compile(location);
    }
    String[] parts = (location + "/").substring(1).split("/", 2);
    for (Map.Entry<String, JsonNode> path : contract.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (method.getValue().path("operationId").asText().equals(parts[0])) {
          return JsonPointer.empty()
              .appendProperty("paths")
              .appendProperty(path.getKey())
              .appendProperty(method.getKey())
              .append(JsonPointer.compile(location.substring(parts[0].length() + 1)));
        }
      }
    }
    throw new IllegalArgumentException("No operation " + parts[0]);
  }
}
