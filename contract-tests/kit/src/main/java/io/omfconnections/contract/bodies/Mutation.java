package io.omfconnections.contract.bodies;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way to change a valid body: an edit of its JSON tree, or a change of its bytes.
 *
 * @param description what is changed and where, for reports
 * @param path the path of the value to edit, as in {@link Location}; null if the tree is not edited
 * @param edit the edit to apply while the body is written
 * @param bytes the change to apply to the written bytes
 */
record Mutation(
    String description,
    @Nullable List<String> path,
    Function<SeededRandom, TreeEdit> edit,
    BiFunction<SeededRandom, byte[], byte[]> bytes) {

  private static final int MAX_DESCRIPTION = 40;

  /** Edits the JSON tree at one location. */
  static Mutation ofTree(
      Location location, String description, Function<SeededRandom, TreeEdit> edit) {
    return new Mutation(
        description + " at " + location, location.path(), edit, (random, bytes) -> bytes);
  }

  /** Changes the bytes of the body. */
  static Mutation ofBytes(String description, UnaryOperator<byte[]> change) {
    return ofBytes(description, (random, bytes) -> change.apply(bytes));
  }

  /** Changes the bytes of the body at random. */
  static Mutation ofBytes(String description, BiFunction<SeededRandom, byte[], byte[]> change) {
    return new Mutation(description, null, random -> new TreeEdit.None(), change);
  }

  /** Abbreviates JSON for use in a description. */
  static String abbreviated(String json) {
    return json.length() <= MAX_DESCRIPTION ? json : json.substring(0, MAX_DESCRIPTION) + "...";
  }
}
