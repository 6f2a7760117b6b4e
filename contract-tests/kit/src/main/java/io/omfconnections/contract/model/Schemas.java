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
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The contract's schemas, ready to validate against, with their formats asserted.
 *
 * <p>The only class that knows which validator does it. The validator itself lets every integer
 * pass as an int32 or int64, and takes a blank for the T of a date-time, so those formats are ours.
 */
public final class Schemas {
  /** One thing that is wrong with a value: what, and where the schema says so. */
  public record Fault(String keyword, String seen, String place) {}

  // Neither name ends in .yaml: the validator would parse the document as YAML then.
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

  /** What is wrong with a value; members that the schema does not name are not. */
  public List<Fault> validate(String schema, JsonNode value) {
    return validate(OPEN, schema, value);
  }

  /** What is wrong with a value; members that the schema does not name are, too. */
  public List<Fault> validateClosed(String schema, JsonNode value) {
    return validate(CLOSED, schema, value);
  }

  private List<Fault> validate(String document, String place, JsonNode value) {
    Schema schema =
        schemas.computeIfAbsent(
            document + place, key -> registry.getSchema(SchemaLocation.of(key)));
    return schema.validate(value).stream().map(Schemas::fault).toList();
  }

  private static Fault fault(Error error) {
    String where = error.getInstanceLocation().toString();
    return new Fault(
        error.getKeyword(),
        (where.isEmpty() ? "the value" : where) + " " + error.getMessage(),
        "#" + error.getSchemaLocation().getFragment());
  }

  /** Gives each schema that names members, and says nothing of others, that there are no others. */
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

  /** An integer that fits into a signed number of so many bits and a sign. */
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
      BigInteger number = value.bigIntegerValue();
      return number.bitLength() <= bits;
    }

    @Override
    public String getMessageKey() {
      return "format";
    }
  }

  /** A date-time as RFC 3339 has it, with a T, and of a day that there is. */
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
        // The time of day, the day and the offset; the fraction may be longer than a clock's.
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
