package io.omfconnections.server.identity;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.omfconnections.server.access.Surrogates;
import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.files.TextFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses YAML files of the operator, which must be one document without aliases and duplicate
 * properties. Error messages name the line and the property, and never quote a value, which may be
 * a misplaced secret.
 */
public final class StrictYaml {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The parser accepts three million characters, which are at most 12 MB. */
  private static final int MAX_MEBIBYTES = 16;

  private StrictYaml() {}

  /**
   * A parsed text.
   *
   * @param root the value; a missing node if the text contains nothing
   * @param lines the line of each property and element, by its path, such as {@code a.b[0]}
   */
  public record Document(JsonNode root, Map<String, Integer> lines) {
    /** Returns the line of a property or element; if it is absent, that of its parent. */
    public int line(String path) {
      String known = path;
      while (!known.isEmpty() && !lines.containsKey(known)) {
        int end = Math.max(known.lastIndexOf('.'), known.lastIndexOf('['));
        known = known.substring(0, Math.max(end, 0));
      }
      return lines.getOrDefault(known, 1);
    }
  }

  /**
   * Reads a regular file of at most 16 MiB.
   *
   * @param name the name of such a file in messages, such as "directory file"
   * @param flag the flag that selects the file
   * @throws IllegalArgumentException if the file can't be read
   */
  public static String read(Path file, String name, String flag) {
    try {
      return TextFiles.read(file, MAX_MEBIBYTES);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The "
              + name
              + " "
              + file
              + " can't be read: "
              + FileErrors.reason(e)
              + ". "
              + flag
              + " needs a YAML file that the user of this process may read.",
          e);
    }
  }

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException if the text is not valid
   */
  public static Document tree(String text) {
    try {
      return new Document(YAML.readTree(text), lines(text));
    } catch (IOException e) {
      // Without the cause: the parser's messages quote the file.
      throw new IllegalArgumentException(message(e));
    }
  }

  /**
   * Parses a text, and converts it.
   *
   * @return the value, or null if the text contains nothing
   * @throws IllegalArgumentException if the text is not valid or does not match the type
   */
  static <T> @Nullable T parse(String text, Class<T> type) {
    try {
      if (YAML.readTree(text).isMissingNode()) {
        return null;
      }
      var unused = lines(text);
      return YAML.readValue(text, type);
    } catch (IOException e) {
      // Without the cause: the parser's messages quote the file.
      throw new IllegalArgumentException(message(e));
    }
  }

  /**
   * Returns the line of each property and element. Rejects aliases, which the mapper would read as
   * text: the secret {@code *shared} would become "shared". Rejects escapes of unpaired surrogates.
   */
  private static Map<String, Integer> lines(String text) throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    Deque<Open> open = new ArrayDeque<>();
    try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int line = parser.currentTokenLocation().getLineNr();
        if (parser.isCurrentAlias()) {
          throw new IllegalArgumentException(
              "line " + line + ": aliases are not supported; write the value instead");
        }
        if (token == JsonToken.FIELD_NAME) {
          open.element().property = parser.currentName();
        } else if (token.isStructEnd()) {
          open.pop();
          continue;
        }
        String path = open.isEmpty() ? "" : open.element().next();
        if (token == JsonToken.VALUE_STRING && !Surrogates.arePaired(parser.getText())) {
          throw new IllegalArgumentException(
              "line "
                  + line
                  + ": "
                  + (path.isEmpty() ? "the file" : path)
                  + " has an unpaired surrogate");
        }
        lines.putIfAbsent(path, line);
        if (token.isStructStart()) {
          open.push(new Open(path));
        }
      }
    }
    return lines;
  }

  /** An object or array that is being parsed. */
  private static final class Open {
    private final String path;
    private @Nullable String property;
    private int elements;

    Open(String path) {
      this.path = path;
    }

    /** Returns the path of a property, at its name or its value, or of the next element. */
    String next() {
      if (property != null) {
        return path.isEmpty() ? property : path + "." + property;
      }
      return path + "[" + elements++ + "]";
    }
  }

  private static String message(IOException error) {
    JsonLocation location =
        error instanceof JsonProcessingException processing ? processing.getLocation() : null;
    return "line " + (location == null ? 1 : location.getLineNr()) + ": " + description(error);
  }

  private static String description(IOException error) {
    String original =
        error instanceof JsonProcessingException processing
            ? String.valueOf(processing.getOriginalMessage())
            : "";
    if (original.startsWith("Duplicate field")) {
      return original
          .lines()
          .findFirst()
          .orElse("")
          .replace("Duplicate field", "duplicate property");
    }
    if (original.startsWith("Trailing token")) {
      return "the file must contain only one document";
    }
    if (error instanceof UnrecognizedPropertyException unknown) {
      return path(unknown.getPath())
          + " is not a known property; known properties are "
          + unknown.getKnownPropertyIds();
    }
    if (error instanceof MismatchedInputException mismatched) {
      return path(mismatched.getPath()) + " must be " + typeName(mismatched.getTargetType());
    }
    if (String.valueOf(error.getMessage()).contains("code points")) {
      return "the file is too large: YAML may have three million characters";
    }
    return "the file is not valid YAML";
  }

  private static String path(List<JsonMappingException.Reference> references) {
    String path = path("", references);
    return path.isEmpty() ? "the file" : path;
  }

  /**
   * Returns the path of a property or element inside another one.
   *
   * @param parent the path of the other one; empty for the whole text
   */
  public static String path(String parent, List<JsonMappingException.Reference> references) {
    StringBuilder path = new StringBuilder(parent);
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static String typeName(@Nullable Class<?> type) {
    if (type == String.class) {
      return "a string";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type != null && List.class.isAssignableFrom(type) ? "a list" : "a mapping";
  }
}
