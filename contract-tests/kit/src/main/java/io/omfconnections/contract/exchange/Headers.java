package io.omfconnections.contract.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The header fields of a message, in their order. Names are matched whatever their case. */
public final class Headers {
  /** One line of a header. */
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

  /** No header fields. */
  public static Headers none() {
    return NONE;
  }

  /** The fields, in the order that they have on the wire. */
  public List<Field> fields() {
    return fields;
  }

  /** Every value of the field, in order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** The first value of the field. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** These fields and one more at the end. */
  public Headers plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /** These fields without any of that name. */
  public Headers without(String name) {
    return new Headers(
        fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList());
  }

  /** These fields, with exactly one of that name, at the end. */
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
