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
 * A value as the second validator takes it.
 *
 * <p>Here, and nowhere else, the two readings of "integer" meet. To the validator, as to JSON
 * Schema since draft 6, {@code 1.0} is an integer; to OpenAPI 3.0, it is none, nor is {@code 1e0}.
 * So this class says of a number what OpenAPI says, from how it is written.
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

  static JsonValue nothing(String pointer) {
    return new JsonValue(pointer, SimpleType.NULL, null);
  }

  static JsonValue bool(String pointer, boolean value) {
    return new JsonValue(pointer, SimpleType.BOOLEAN, value);
  }

  static JsonValue string(String pointer, String value) {
    return new JsonValue(pointer, SimpleType.STRING, value);
  }

  /** A number, as it is written. */
  static JsonValue number(String pointer, String written) {
    return INTEGER.matcher(written).matches()
        ? new JsonValue(pointer, SimpleType.INTEGER, new BigDecimal(written))
        : new JsonValue(pointer, SimpleType.NUMBER, decimal(written));
  }

  static JsonValue array(String pointer, List<JsonNode> items) {
    return new JsonValue(pointer, SimpleType.ARRAY, items);
  }

  static JsonValue object(String pointer, Map<String, JsonNode> members) {
    return new JsonValue(pointer, SimpleType.OBJECT, members);
  }

  /** What has an exponent beyond all numbers of Java is as good as the largest, or as zero. */
  private static BigDecimal decimal(String written) {
    try {
      return new BigDecimal(written);
    } catch (NumberFormatException e) {
      if (written.matches("[^eE]*[eE]-.*")) {
        return BigDecimal.ZERO;
      }
      BigDecimal large = BigDecimal.ONE.scaleByPowerOfTen(1_000_000_000);
      return written.startsWith("-") ? large.negate() : large;
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
  @SuppressWarnings("unchecked") // by the factory methods
  public List<JsonNode> asArray() {
    if (content instanceof List<?> items) {
      return (List<JsonNode>) items;
    }
    throw wrongType();
  }

  @Override
  @SuppressWarnings("unchecked") // by the factory methods
  public Map<String, JsonNode> asObject() {
    if (content instanceof Map<?, ?> members) {
      return (Map<String, JsonNode>) members;
    }
    throw wrongType();
  }

  private IllegalStateException wrongType() {
    return new IllegalStateException("The value at " + pointer + " is a " + type.getName());
  }

  /** Whether it is the same value, wherever it stands: so the validator looks for it in a list. */
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
