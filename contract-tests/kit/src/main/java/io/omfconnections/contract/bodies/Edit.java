package io.omfconnections.contract.bodies;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a body at one place, while it is written. Texts are JSON, or nearly. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two edits
sealed interface Edit {
  /** Nothing. */
  record None() implements Edit {}

  /** Another value stands in the place of the right one. */
  record Replace(byte[] value) implements Edit {}

  /** An object lacks a member. */
  record Omit(String member) implements Edit {}

  /** A member of an object has another name. */
  record Rename(String member, String name) implements Edit {}

  /**
   * An object has members more.
   *
   * @param needs a member that the object must have beside; null for none
   * @param members name and value of each
   */
  record Add(@Nullable String needs, List<byte[]> members) implements Edit {}

  /** A list has so many items. */
  record Count(int items) implements Edit {}
}
