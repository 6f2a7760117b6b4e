package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A contract that is changed in one place.
 *
 * @param operator the kind of change
 * @param place where, as a JSON pointer beginning with {@code #}
 * @param change what was changed into what
 * @param edit does it, to a copy of the contract
 */
public record Mutant(String operator, String place, String change, Consumer<ObjectNode> edit) {

  /** The changed contract. */
  ObjectNode document(JsonNode contract) {
    ObjectNode copy = contract.deepCopy();
    edit.accept(copy);
    return copy;
  }

  /** Operator, place and change: what tells it from any other. */
  public String name() {
    return operator + " | " + place + " | " + change;
  }

  @Override
  public String toString() {
    return name();
  }
}
