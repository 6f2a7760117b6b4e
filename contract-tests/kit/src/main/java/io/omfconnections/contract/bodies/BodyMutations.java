package io.omfconnections.contract.bodies;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.util.List;
import java.util.Map;

/**
 * Derives all mutations of bodies from their schema. Limits, enumerations, properties and types are
 * those of the schema; the other mutations are mistakes that occur in any JSON.
 *
 * <p>A mutation does not say whether the mutated body is valid: {@link BodyVerdicts} does.
 */
final class BodyMutations {
  private BodyMutations() {}

  /**
   * Returns the mutations by kind. Kinds that do not apply to the schema are left out.
   *
   * @param locations all locations of the schema
   * @throws IllegalArgumentException if a schema has an unsupported type
   */
  static Map<BodyKind, List<Mutation>> of(List<Location> locations) {
    MutationList mutations = new MutationList();
    mutations.addBytes(BodyKind.VALID, "unchanged", bytes -> bytes);
    for (Location location : locations) {
      ValueMutations.add(location, mutations);
      switch (location.schema().path("type").asText()) {
        case "object" -> new ObjectMutations(location, mutations).add();
        case "array" -> ArrayMutations.add(location, mutations);
        case "string" -> new StringMutations(location, mutations).add();
        case "integer", "number" -> new NumberMutations(location, mutations).add();
        case "boolean" -> {
          // ValueMutations are all that apply.
        }
        default -> throw new IllegalArgumentException("Unsupported schema at " + location);
      }
    }
    new ByteMutations(mutations).add();
    EncodingMutations.add(locations, mutations);
    return mutations.byKind();
  }
}
