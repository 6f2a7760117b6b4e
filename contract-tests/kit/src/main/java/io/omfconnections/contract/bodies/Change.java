package io.omfconnections.contract.bodies;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way to change a body that is right.
 *
 * @param what what is changed, for people to read
 * @param way the steps to the place of the edit; null when there is no edit
 * @param edit what is done there while the body is written
 * @param altered what is done to the bytes afterwards
 */
record Change(
    String what,
    @Nullable List<String> way,
    Function<Draw, Edit> edit,
    BiFunction<Draw, byte[], byte[]> altered) {

  static Change at(SchemaPlaces.Place place, String what, Function<Draw, Edit> edit) {
    return new Change(what + " at " + place, place.way(), edit, (draw, bytes) -> bytes);
  }

  static Change replace(SchemaPlaces.Place place, String value) {
    return at(place, abridged(value), draw -> new Edit.Replace(BodyWriter.utf8(value)));
  }

  static Change whole(String what, BiFunction<Draw, byte[], byte[]> altered) {
    return new Change(what, null, draw -> new Edit.None(), altered);
  }

  static Change bytes(String what, UnaryOperator<byte[]> altered) {
    return whole(what, (draw, bytes) -> altered.apply(bytes));
  }

  static String abridged(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
