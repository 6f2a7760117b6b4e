package io.omfconnections.contract.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed OpenAPI 3.0 document: operations, and nodes by JSON pointer (RFC 6901).
 *
 * <p>Pointers are URI fragments without percent-encoding, as in {@code $ref}: they start with
 * {@code #}.
 *
 * @param root the whole document
 */
public record OpenApiDocument(JsonNode root) {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  /**
   * A path item's operation.
   *
   * @param path the path template, as it is written in the document
   * @param method the method in lower case, as OpenAPI writes it
   * @param pathPointer the pointer of the path item
   * @param pointer the pointer of the operation
   */
  public record PathOperation(String path, String method, String pathPointer, String pointer) {}

  /** Returns the pointer of a property of the object at {@code pointer}. */
  public static String child(String pointer, String property) {
    return pointer + JsonPointer.empty().appendProperty(property);
  }

  /** Returns the pointer of the object or array that contains the node at {@code pointer}. */
  public static String parent(String pointer) {
    return pointer.substring(0, pointer.lastIndexOf('/'));
  }

  /** Returns the node at a pointer, or a missing node. */
  public JsonNode find(String pointer) {
    if (!pointer.startsWith("#")) {
      throw new IllegalArgumentException("Not a reference into this document: " + pointer);
    }
    return root.at(pointer.substring(1));
  }

  /**
   * Returns the node at a pointer.
   *
   * @throws IllegalArgumentException if the document has no such node
   */
  public JsonNode at(String pointer) {
    JsonNode node = find(pointer);
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("The contract has no node at " + pointer);
    }
    return node;
  }

  /**
   * Follows references, beginning with the node at {@code pointer}.
   *
   * @return the pointer of the first node that is not a reference
   * @throws IllegalArgumentException if a reference leads nowhere
   */
  public String resolve(String pointer) {
    JsonNode reference = at(pointer).path("$ref");
    return reference.isTextual() ? resolve(reference.textValue()) : pointer;
  }

  /** Returns all operations, in the order of the document. */
  public List<PathOperation> operations() {
    List<PathOperation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      String pathPointer = child("#/paths", path.getKey());
      for (Map.Entry<String, JsonNode> entry : path.getValue().properties()) {
        if (METHODS.contains(entry.getKey())) {
          operations.add(
              new PathOperation(
                  path.getKey(), entry.getKey(), pathPointer, child(pathPointer, entry.getKey())));
        }
      }
    }
    return List.copyOf(operations);
  }
}
