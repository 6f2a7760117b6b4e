package io.omfconnections.contract.bodies;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value in the form that the second validator takes.
 *
 * <p>Decides from the literal whether a number is an integer, because the specifications differ:
 * {@code 1.0} and {@code 1e0} are integers in JSON Schema since draft 6, and therefore for the
 * validator, but not in OpenAPI 3.0.
 */
final class JsonValue implements JsonNode {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

  private final String pointer;
  private final SimpleType type;
  private final @Nullable Object content;

  private JsonValue(String pointer, SimpleType type, @Nullable Object content) {
    this.pointer = pointer;
    this.type = type;
    this.content = content;
  }

  static JsonValue ofNull(String pointer) {
    return new JsonValue(pointer, SimpleType.NULL, null);
  }

  static JsonValue ofBoolean(String pointer, boolean value) {
    return new JsonValue(pointer, SimpleType.BOOLEAN, value);
  }

  static JsonValue ofString(String pointer, String value) {
    return new JsonValue(pointer, SimpleType.STRING, value);
  }

  /** Creates a number from its literal. */
  static JsonValue ofNumber(String pointer, String literal) {
    return INTEGER.matcher(literal).matches()
        ? new JsonValue(pointer, SimpleType.INTEGER, new BigDecimal(literal))
        : new JsonValue(pointer, SimpleType.NUMBER, decimal(literal));
  }

  static JsonValue ofArray(String pointer, List<JsonNode> items) {
    return new JsonValue(pointer, SimpleType.ARRAY, items);
  }

  static JsonValue ofObject(String pointer, Map<String, JsonNode> properties) {
    return new JsonValue(pointer, SimpleType.OBJECT, properties);
  }

  /** Parses a number; returns a huge number or zero if BigDecimal cannot represent the exponent. */
  private static BigDecimal decimal(String literal) {
    try {
      return new BigDecimal(literal);
    } catch (NumberFormatException e) {
      if (literal.matches("[^eE]*[eE]-.*")) {
        return BigDecimal.ZERO;
      }
      BigDecimal large = BigDecimal.ONE.scaleByPowerOfTen(1_000_000_000);
      return literal.startsWith("-") ? large.negate() : large;
    }
  }

  @Override
  public String getJsonPointer() {
    return pointer;
  }

  @Override
  public SimpleType getNodeType() {
    return type;
  }

  @Override
  public boolean asBoolean() {
    return Boolean.TRUE.equals(content);
  }

  @Override
  public String asString() {
    return String.valueOf(content);
  }

  @Override
  public BigInteger asInteger() {
    return asNumber().toBigIntegerExact();
  }

  @Override
  public BigDecimal asNumber() {
    if (content instanceof BigDecimal number) {
      return number;
    }
    throw wrongType();
  }

  @Override
  @SuppressWarnings("unchecked") // ensured by the factory methods
  public List<JsonNode> asArray() {
    if (content instanceof List<?> items) {
      return (List<JsonNode>) items;
    }
    throw wrongType();
  }

  @Override
  @SuppressWarnings("unchecked") // ensured by the factory methods
  public Map<String, JsonNode> asObject() {
    if (content instanceof Map<?, ?> properties) {
      return (Map<String, JsonNode>) properties;
    }
    throw wrongType();
  }

  private IllegalStateException wrongType() {
    return new IllegalStateException("The value at " + pointer + " is a " + type.getName());
  }

  /** Compares values regardless of their location: the validator does so for enumerations. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof JsonValue that) || type != that.type) {
      return false;
    }
    if (content instanceof BigDecimal number) {
      return number.compareTo(that.asNumber()) == 0;
    }
    return content == null ? that.content == null : content.equals(that.content);
  }

  @Override
  public int hashCode() {
    if (content instanceof BigDecimal number) {
      return Double.hashCode(number.doubleValue());
    }
    return content == null ? 0 : content.hashCode();
  }

  @Override
  public String toString() {
    return String.valueOf(content);
  }
}
