package io.omfconnections.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.omfconnections.server.access.Surrogates;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** JSON of requests and responses: strict parsing, and the mapper of the generated models. */
final class Json {
  /** Maximum length of a property name, in code points (erratum E29 of the contract). */
  private static final int MAX_NAME = 50_000;

  /** Maximum number of digits of a number, with fraction and exponent (erratum E29). */
  private static final int MAX_DIGITS = 1_000;

  /**
   * Maximum number of tokens of a body (erratum E29): values, property names, and the ends of
   * arrays and objects. An access control list of 10,000 complete entries has 150,000. Limits the
   * memory and time of a body: {@code {}} is two tokens, three bytes, and 80 bytes of heap.
   */
  static final int MAX_TOKENS = 200_000;

  /** Parser that rejects duplicate properties. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  // The parser counts UTF-16 code units; a code point has at most two.
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNameLength(2 * MAX_NAME)
                          .maxNumberLength(MAX_DIGITS)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // The feature would keep the property names of all bodies, of any length, and
                  // reject a body that has many names with the same hash.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .nodeFactory(new FiniteNumbers())
          .build();

  private Json() {}

  /** Returns the mapper of the generated models. */
  static ObjectMapper mapper(Contract contract) {
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // A response that can't be written completely must stay visibly incomplete; see
        // TruncatedResponseInterceptor.
        .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
        .disable(SerializationFeature.WRAP_EXCEPTIONS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .annotationIntrospector(new NullsByContract(contract))
        .addModule(new SimpleModule().addSerializer(OffsetDateTime.class, new DateTimeSerializer()))
        .build();
  }

  /**
   * Parses a body: UTF-8, exactly one value, no duplicate properties, no unpaired surrogates.
   *
   * @param body the body; reading it does no I/O
   * @param memory reserves memory for a number of tokens that will be parsed next
   * @throws ApiException BODY_MALFORMED, with the position where it is known
   */
  static JsonNode parse(InputStream body, IntConsumer memory) {
    // The decoder reports invalid UTF-8; the parser would replace some of it.
    Reader text = new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = new LimitedParser(STRICT.createParser(text), memory)) {
      JsonNode value = STRICT.readTree(parser);
      if (value == null) { // no token
        throw malformed("is empty");
      }
      if (parser.nextToken() != null) {
        throw malformed("has content after its value");
      }
      requireValidText(value);
      return value;
    } catch (StreamConstraintsException e) {
      throw malformed(
          "is nested too deeply, has more than "
              + MAX_TOKENS
              + " values, or contains a number or a property name that is too long");
    } catch (CharacterCodingException e) {
      throw malformed("is not UTF-8");
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      String where =
          location == null
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      // The parser's other messages describe the parser, and are not sent to clients.
      String original = e.getOriginalMessage();
      throw malformed(
          original.startsWith("Duplicate field")
              ? original.replace("Duplicate field", "has the duplicate property") + where
              : "is not JSON" + where);
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory does no I/O", e);
    }
  }

  private static ApiException malformed(String fault) {
    return new ApiException(
        ErrorCode.BODY_MALFORMED, "The body " + fault + ".", Map.of("body", fault));
  }

  /**
   * Rejects unpaired surrogates in strings (the parser rejects them in property names), and
   * property names that are too long.
   *
   * @throws ApiException BODY_MALFORMED
   */
  static void requireValidText(JsonNode root) {
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode value = open.pop();
      if (value.isTextual() && !Surrogates.arePaired(value.textValue())) {
        throw malformed("has an unpaired surrogate in a string");
      }
      for (Map.Entry<String, JsonNode> property : value.properties()) {
        String name = property.getKey();
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
          throw malformed("has a property name that is too long");
        }
      }
      value.forEach(open::push);
    }
  }

  /**
   * Reserves memory for what is parsed, and rejects numbers with too many digits: the parser itself
   * limits integers only.
   */
  private static final class LimitedParser extends JsonParserDelegate {
    /** Tokens for which memory is reserved at once. */
    private static final int STEP = 500;

    private final IntConsumer memory;
    private int tokens;

    LimitedParser(JsonParser parser, IntConsumer memory) {
      super(parser);
      this.memory = memory;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      if (tokens++ % STEP == 0) {
        memory.accept(STEP);
      }
      return super.nextToken();
    }

    @Override
    public double getDoubleValue() throws IOException {
      if (getText().chars().filter(c -> c >= '0' && c <= '9').count() > MAX_DIGITS) {
        throw new StreamConstraintsException("Number with too many digits");
      }
      return super.getDoubleValue();
    }
  }

  /** Limits numbers to the finite range of a double, which {@code 1e999} would exceed. */
  @SuppressWarnings("serial") // never serialized
  private static final class FiniteNumbers extends JsonNodeFactory {
    /** Replaces infinity, which the schema validator can't compare. */
    @Override
    public NumericNode numberNode(double number) {
      return super.numberNode(Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number)));
    }
  }

  /**
   * Serializes a property without a value as null if the contract allows null, and otherwise omits
   * it.
   */
  @SuppressWarnings("serial") // never serialized
  private static final class NullsByContract extends JacksonAnnotationIntrospector {
    private final transient Contract contract;

    NullsByContract(Contract contract) {
      this.contract = contract;
    }

    @Override
    public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
      if (annotated instanceof AnnotatedMember member) {
        JsonProperty property = member.getAnnotation(JsonProperty.class);
        if (property != null
            && !contract.isNullable(member.getDeclaringClass().getSimpleName(), property.value())) {
          return JsonInclude.Value.construct(
              JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS);
        }
      }
      return super.findPropertyInclusion(annotated);
    }
  }

  /**
   * Serializes moments in UTC with seven fractional digits and {@code Z}. {@code DateTimeFormatter}
   * takes longer, which counts in a list.
   */
  @SuppressWarnings("serial") // never serialized
  private static final class DateTimeSerializer extends StdSerializer<OffsetDateTime> {
    DateTimeSerializer() {
      super(OffsetDateTime.class);
    }

    @Override
    public void serialize(
        OffsetDateTime value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      OffsetDateTime utc = value.withOffsetSameInstant(ZoneOffset.UTC);
      StringBuilder text = new StringBuilder(28);
      digits(text, utc.getYear(), 4).append('-');
      digits(text, utc.getMonthValue(), 2).append('-');
      digits(text, utc.getDayOfMonth(), 2).append('T');
      digits(text, utc.getHour(), 2).append(':');
      digits(text, utc.getMinute(), 2).append(':');
      digits(text, utc.getSecond(), 2).append('.');
      digits(text, utc.getNano() / 100, 7).append('Z');
      generator.writeString(text.toString());
    }

    private static StringBuilder digits(StringBuilder text, int number, int count) {
      String digits = Integer.toString(number);
      return text.append("0".repeat(Math.max(0, count - digits.length()))).append(digits);
    }
  }
}
