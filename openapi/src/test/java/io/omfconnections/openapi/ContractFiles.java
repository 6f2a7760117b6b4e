package io.omfconnections.openapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Reads the files of this module from the class path. */
public final class ContractFiles {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private ContractFiles() {}

  /** Returns a new copy of the working contract. */
  public static JsonNode contract() {
    return yaml(text("omf-connections.yaml"));
  }

  /**
   * Returns the text of a resource.
   *
   * @param name the name of the resource, relative to this package
   */
  public static String text(String name) {
    try (InputStream in = ContractFiles.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parses YAML.
   *
   * @throws UncheckedIOException if the text is malformed, or an object has a duplicate key
   */
  public static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
