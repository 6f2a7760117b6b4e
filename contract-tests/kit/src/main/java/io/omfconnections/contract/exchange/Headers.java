package io.omfconnections.contract.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The header fields of an HTTP message, in order. Immutable; names are case-insensitive. */
public final class Headers {
  /** A header field line. */
  public record Field(String name, String value) {
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  private static final Headers NONE = new Headers(List.of());

  private final List<Field> fields;

  private Headers(List<Field> fields) {
    this.fields = List.copyOf(fields);
  }

  /** Returns a header without fields. */
  public static Headers none() {
    return NONE;
  }

  /** Returns the fields, in the order of the message. */
  public List<Field> fields() {
    return fields;
  }

  /** Returns all values of a field, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** Returns the first value of a field. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Returns these fields and one more at the end. Fields with the same name are kept. */
  public Headers plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /** Returns these fields without those of the given name. */
  public Headers without(String name) {
    return new Headers(
        fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList());
  }

  /** Returns these fields with a field set: others of the same name are removed. */
  public Headers with(String name, String value) {
    return without(name).plus(name, value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
