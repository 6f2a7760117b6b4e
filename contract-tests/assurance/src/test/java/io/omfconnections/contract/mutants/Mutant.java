package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A mutant of the contract: the contract with one change.
 *
 * @param operator the mutation operator, which is the kind of change
 * @param pointer the JSON pointer of the changed node, starting with {@code #}
 * @param change what is changed, and to what
 * @param edit applies the change to a copy of the contract
 */
public record Mutant(String operator, String pointer, String change, Consumer<ObjectNode> edit) {

  /** Returns the mutated contract. */
  ObjectNode document(JsonNode contract) {
    ObjectNode copy = contract.deepCopy();
    edit.accept(copy);
    return copy;
  }

  /** Returns operator, pointer and change, which identify the mutant. */
  public String name() {
    return operator + " | " + pointer + " | " + change;
  }

  @Override
  public String toString() {
    return name();
  }
}
