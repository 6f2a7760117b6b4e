package io.omfconnections.contract.bodies;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects mutations by kind, in the order in which they are added. */
final class MutationList {
  private final Map<BodyKind, List<Mutation>> byKind = new EnumMap<>(BodyKind.class);

  /** Returns the mutations; kinds without mutations are left out. */
  Map<BodyKind, List<Mutation>> byKind() {
    return byKind;
  }

  void addTree(
      BodyKind kind, Location location, String description, Function<SeededRandom, TreeEdit> edit) {
    add(kind, Mutation.ofTree(location, description, edit));
  }

  void addBytes(BodyKind kind, String description, UnaryOperator<byte[]> change) {
    add(kind, Mutation.ofBytes(description, change));
  }

  void addBytes(
      BodyKind kind, String description, BiFunction<SeededRandom, byte[], byte[]> change) {
    add(kind, Mutation.ofBytes(description, change));
  }

  /** Replaces a value by each of the given JSON texts. */
  void addReplacements(BodyKind kind, Location location, String... values) {
    for (String value : values) {
      addTree(
          kind,
          location,
          Mutation.abbreviated(value),
          random -> new TreeEdit.Replace(BodyWriter.utf8(value)));
    }
  }

  /** Adds properties, each given as JSON with name and value, to an object. */
  void addProperties(BodyKind kind, Location location, String description, byte[]... properties) {
    addProperties(kind, location, description, null, properties);
  }

  /**
   * Adds properties to an object that has a certain property.
   *
   * @param required the name of the property that the object must have; null for none
   */
  void addProperties(
      BodyKind kind,
      Location location,
      String description,
      @Nullable String required,
      byte[]... properties) {
    addTree(
        kind,
        location,
        description,
        random -> new TreeEdit.AddProperties(required, List.of(properties)));
  }

  private void add(BodyKind kind, Mutation mutation) {
    byKind.computeIfAbsent(kind, key -> new ArrayList<>()).add(mutation);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Escapes all characters but visible ASCII, for descriptions. */
  static String visible(String text) {
    return text.chars()
        .mapToObj(c -> c > ' ' && c < 127 ? String.valueOf((char) c) : String.format("U+%04X", c))
        .collect(Collectors.joining());
  }
}
