package io.omfconnections.contract.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Validates JSON against the schemas of the contract, including formats.
 *
 * <p>The only class that uses the validator library. The library accepts any integer as int32 or
 * int64, and a space instead of the T of a date-time; these formats are therefore checked here.
 */
public final class Schemas {
  /**
   * A validation error.
   *
   * @param keyword the JSON Schema keyword that failed
   * @param message the location in the value and what is wrong there
   * @param pointer the JSON pointer of the keyword in the contract, starting with {@code #}
   */
  public record Fault(String keyword, String message, String pointer) {}

  // Without the extension .yaml, which would make the validator parse the documents as YAML.
  private static final String OPEN = "urn:omf-connections:contract";
  private static final String CLOSED = "urn:omf-connections:contract-without-additions";

  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getOpenApi30())
          .format(new IntegerFormat("int32", 31))
          .format(new IntegerFormat("int64", 63))
          .format(new DateTime())
          .build();

  private final SchemaRegistry registry;
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /** Prepares the schemas of an OpenAPI document. */
  public Schemas(JsonNode document) {
    JsonNode closed = document.deepCopy();
    close(closed.path("components").path("schemas"));
    Map<String, String> documents = Map.of(OPEN, text(document), CLOSED, text(closed));
    this.registry =
        SchemaRegistry.withDialect(
            DIALECT,
            builder ->
                builder
                    .schemas(documents)
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** Validates a value. Properties that the schema does not name are allowed. */
  public List<Fault> validate(String schema, JsonNode value) {
    return validate(OPEN, schema, value);
  }

  /**
   * Validates a value. Properties that the schema does not name are faults with the keyword {@code
   * additionalProperties}.
   */
  public List<Fault> validateClosed(String schema, JsonNode value) {
    return validate(CLOSED, schema, value);
  }

  private List<Fault> validate(String document, String pointer, JsonNode value) {
    Schema schema =
        schemas.computeIfAbsent(
            document + pointer, key -> registry.getSchema(SchemaLocation.of(key)));
    return schema.validate(value).stream().map(Schemas::fault).toList();
  }

  private static Fault fault(Error error) {
    String where = error.getInstanceLocation().toString();
    return new Fault(
        error.getKeyword(),
        (where.isEmpty() ? "the value" : where) + " " + error.getMessage(),
        "#" + error.getSchemaLocation().getFragment());
  }

  /**
   * Adds {@code additionalProperties: false} to each schema that has properties and does not
   * mention additional ones.
   */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    node.forEach(Schemas::close);
  }

  private static String text(JsonNode document) {
    try {
      return new JsonMapper().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * An integer format.
   *
   * @param bits the size in bits, without the sign
   */
  private record IntegerFormat(String name, int bits) implements Format {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean matches(ExecutionContext context, SchemaContext schema, JsonNode value) {
      if (!value.isIntegralNumber()) {
        return true;
      }
      return value.bigIntegerValue().bitLength() <= bits;
    }

    @Override
    public String getMessageKey() {
      return "format";
    }
  }

  /** The date-time of RFC 3339, section 5.6, with an existing day and a T between date and time. */
  private static final class DateTime implements Format {
    private static final Pattern FORM =
        Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");

    @Override
    public String getName() {
      return "date-time";
    }

    @Override
    public boolean matches(ExecutionContext context, String value) {
      if (!FORM.matcher(value).matches()) {
        return false;
      }
      try {
        // Without the fraction, which may have more digits than OffsetDateTime supports.
        OffsetDateTime.parse(value.replaceFirst("\\.\\d+", ""));
        return true;
      } catch (DateTimeParseException e) {
        return false;
      }
    }

    @Override
    public String getMessageKey() {
      return "format.date-time";
    }
  }
}
