package io.omfconnections.contract.bodies;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to one value of a JSON tree, applied while the tree is written. Byte arrays are written
 * as they are, so they may contain malformed JSON.
 */
@SuppressWarnings("ArrayRecordComponent") // edits are never compared
sealed interface TreeEdit {
  /** Changes nothing. */
  record None() implements TreeEdit {}

  /** Replaces the value. */
  record Replace(byte[] value) implements TreeEdit {}

  /** Removes a property of the object. */
  record RemoveProperty(String name) implements TreeEdit {}

  /** Renames a property of the object. */
  record RenameProperty(String name, String newName) implements TreeEdit {}

  /**
   * Adds properties to the object.
   *
   * @param required an optional property that the object must have too; null for none
   * @param properties the name and value of each added property, as JSON
   */
  record AddProperties(@Nullable String required, List<byte[]> properties) implements TreeEdit {}

  /** Gives the array this number of valid items. */
  record SetItemCount(int count) implements TreeEdit {}
}
