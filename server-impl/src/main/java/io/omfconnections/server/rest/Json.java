package io.omfconnections.server.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** JSON as the wire wants it. */
final class Json {
  /** The longest name of a member, in characters; erratum E29. */
  private static final int MAX_NAME = 50_000;

  /** The parser counts UTF-16 units, or bytes, of which a character has four at most. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNameLength(4 * MAX_NAME).build();

  /** Reads exactly one JSON value, and nothing that is almost one. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(CONSTRAINTS)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .nodeFactory(new StrictNodes())
          .build();

  private Json() {}

  /** The mapper of the generated models. */
  static ObjectMapper mapper(Contract contract) {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // What can't be written to its end must not look as if it had one, see BrokenAnswers.
        .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
        .disable(SerializationFeature.WRAP_EXCEPTIONS)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .annotationIntrospector(new NullsByContract(contract))
        .addModule(new SimpleModule().addSerializer(OffsetDateTime.class, new DateTimeSerializer()))
        .build();
  }

  /**
   * Parses a body: UTF-8, one value, no duplicate members, no half of a surrogate pair.
   *
   * @throws ApiException BODY_MALFORMED, saying where and what
   */
  static JsonNode parse(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("is not UTF-8");
    }
    if (text.isBlank()) {
      throw malformed("is empty");
    }
    try (JsonParser parser = STRICT.createParser(text)) {
      JsonNode value = STRICT.readTree(parser);
      if (parser.nextToken() != null) {
        throw malformed("has something after its value");
      }
      requireTexts(value);
      return value;
    } catch (StreamConstraintsException e) {
      throw malformed("is nested too deep, or holds a number or a name that is too long");
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      String where =
          location == null
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      // Of the parser's own messages, only this one is for callers.
      String original = e.getOriginalMessage();
      throw malformed(
          original.startsWith("Duplicate field")
              ? "has a member twice" + where + ": " + original
              : "is not JSON" + where);
    } catch (IOException e) {
      throw new IllegalStateException("a string is read without I/O", e);
    }
  }

  private static ApiException malformed(String what) {
    return new ApiException(
        ErrorCode.BODY_MALFORMED, "The body " + what + ".", Map.of("body", what));
  }

  /**
   * Refuses values that have no meaning in Unicode, as the parser does with names, and names that
   * are too long.
   */
  private static void requireTexts(JsonNode root) {
    Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      JsonNode value = open.pop();
      if (value.isTextual()) {
        requireWholeCharacters(value.textValue());
      }
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        String name = member.getKey();
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
          throw malformed("has a name that is too long");
        }
      }
      value.forEach(open::push);
    }
  }

  private static void requireWholeCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isHighSurrogate(text.charAt(i))
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw malformed("has half of a surrogate pair in a string");
        }
        i++;
      }
    }
  }

  /** Makes nodes of what a body may hold. */
  @SuppressWarnings("serial") // never serialized
  private static final class StrictNodes extends JsonNodeFactory {
    /** The validator can't compare with infinity, which is what 1e999 becomes. */
    @Override
    public NumericNode numberNode(double number) {
      return super.numberNode(Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, number)));
    }
  }

  /**
   * A member without a value is null in what we send when the contract lets it be null, and left
   * out when it does not.
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

  /** UTC with seven fractional digits and {@code Z}, as clients of the API know it. */
  @SuppressWarnings("serial") // never serialized
  private static final class DateTimeSerializer extends StdSerializer<OffsetDateTime> {
    private static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'");

    DateTimeSerializer() {
      super(OffsetDateTime.class);
    }

    @Override
    public void serialize(
        OffsetDateTime value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(FORMAT.format(value.withOffsetSameInstant(ZoneOffset.UTC)));
    }
  }
}
