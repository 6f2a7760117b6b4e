package io.omfconnections.server.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the YAML of a directory file. Error messages name the line and the property, and never
 * quote a value, which may be a misplaced secret.
 */
final class DirectoryYaml {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The content of a file. */
  record Content(@JsonProperty("tenants") @Nullable List<TenantEntry> tenants) {}

  /** A tenant in a file. */
  record TenantEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("namespaces") @Nullable List<NamespaceEntry> namespaces,
      @JsonProperty("roles") @Nullable List<RoleEntry> roles,
      @JsonProperty("clients") @Nullable List<ClientEntry> clients) {}

  /** A namespace in a file. */
  record NamespaceEntry(@JsonProperty("id") @Nullable String id) {}

  /** A role in a file. */
  record RoleEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("name") @Nullable String name,
      @JsonProperty("administrator") boolean administrator) {}

  /** A client in a file. */
  record ClientEntry(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("secret") @Nullable String secret,
      @JsonProperty("secretHash") @Nullable String secretHash,
      @JsonProperty("secrets") @Nullable List<String> secrets,
      @JsonProperty("secretHashes") @Nullable List<String> secretHashes,
      @JsonProperty("roles") @Nullable List<String> roles,
      @JsonProperty("tokenLifetime") @Nullable String tokenLifetime) {
    /** Omits the secrets, so that no message can contain it. */
    @Override
    public String toString() {
      return "client " + id;
    }
  }

  private DirectoryYaml() {}

  /**
   * Parses the text of a file.
   *
   * @return the content, or null if the file contains nothing
   * @throws IllegalArgumentException if the text is not YAML of the expected structure
   */
  static @Nullable Content parse(String text) {
    try {
      if (YAML.readTree(text).isMissingNode()) {
        return null;
      }
      rejectAliases(text);
      return YAML.readValue(text, Content.class);
    } catch (IOException e) {
      // Without the cause: the parser's messages quote the file.
      throw new IllegalArgumentException(message(e));
    }
  }

  /**
   * Rejects aliases. The mapper would read them as text: the secret {@code *shared} would become
   * "shared".
   */
  private static void rejectAliases(String text) throws IOException {
    try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new IllegalArgumentException(
              "line "
                  + parser.currentLocation().getLineNr()
                  + ": aliases are not supported; write the value instead");
        }
      }
    }
  }

  /**
   * Returns the line of an entry, or of the innermost entry around it that the text has.
   *
   * @param path the path of the entry, such as {@code tenants[0].roles[1].id}
   */
  static int line(String text, String path) {
    JsonPointer entry =
        JsonPointer.valueOf("/" + path.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/'));
    int line = 1;
    int longest = 0;
    try (JsonParser parser = YAML.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        String at = parser.getParsingContext().pathAsPointer().toString();
        if (at.length() > longest && (entry + "/").startsWith(at + "/")) {
          longest = at.length();
          line = parser.currentTokenLocation().getLineNr();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the text has been parsed before
    }
    return line;
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
    return "the file is not valid YAML";
  }

  private static String path(List<JsonMappingException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.isEmpty() ? "the file" : path.toString();
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
