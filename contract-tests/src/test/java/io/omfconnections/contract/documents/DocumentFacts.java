package io.omfconnections.contract.documents;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** The facts of the documents, read from the tables in {@code src/test/resources/documents}. */
final class DocumentFacts {
  /** The tables, each named as its document is. */
  static final List<String> TABLES =
      List.of(
          "omf-connections.v2-preview",
          "omf-connection-access-control-list.v2-preview",
          "access-control.v1");

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private final SortedSet<Fact> facts = new TreeSet<>();

  private DocumentFacts() {}

  /** The facts of all documents. Where two documents differ, there are both. */
  static SortedSet<Fact> all() {
    SortedSet<Fact> all = new TreeSet<>();
    TABLES.forEach(table -> all.addAll(of(table)));
    return all;
  }

  /** The facts of one document. */
  static SortedSet<Fact> of(String table) {
    DocumentFacts reader = new DocumentFacts();
    reader.read(yaml(table));
    return reader.facts;
  }

  /** A file next to the tables. */
  static JsonNode yaml(String name) {
    try (InputStream in = DocumentFacts.class.getResourceAsStream("/documents/" + name + ".yaml")) {
      return YAML.readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(JsonNode table) {
    for (Map.Entry<String, JsonNode> operation : table.path("operations").properties()) {
      operation(operation.getKey(), operation.getValue());
    }
    for (Map.Entry<String, JsonNode> object : table.path("objects").properties()) {
      add(object.getKey(), "type", "object");
      for (Map.Entry<String, JsonNode> property : object.getValue().properties()) {
        property(object.getKey() + "." + property.getKey(), property.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> enumeration : table.path("enumerations").properties()) {
      add(enumeration.getKey(), "type", "integer");
      add(enumeration.getKey(), ContractFacts.VALUES, "yes");
      for (Map.Entry<String, JsonNode> value : enumeration.getValue().properties()) {
        add(
            enumeration.getKey(),
            ContractFacts.NAMED_VALUE + value.getKey(),
            value.getValue().asText());
      }
    }
  }

  private void operation(String name, JsonNode row) {
    // GET /api/v1/tenants/…: the address without the version is what an operation is known by.
    String[] request = row.path("request").asText().split(" /", 2);
    String[] words = request[1].split("/", 3);
    String path = "/" + words[2];
    String subject = request[0] + " " + path;
    add(subject, "under /" + words[0] + "/" + words[1], "yes");
    add(subject, ContractFacts.NAME, name);
    for (Map.Entry<String, JsonNode> parameter : row.path("parameters").properties()) {
      boolean inPath = path.contains("{" + parameter.getKey() + "}");
      String parameterSubject = subject + " parameter " + parameter.getKey();
      add(parameterSubject, "in", inPath ? "path" : "query");
      add(parameterSubject, "type", parameter.getValue().asText());
    }
    if (row.has("body")) {
      add(subject + " body", "type", row.path("body").asText());
    }
    for (Map.Entry<String, JsonNode> response : row.path("responses").properties()) {
      add(subject + " " + response.getKey(), "status", "yes");
      add(subject + " " + response.getKey(), "type", response.getValue().asText());
    }
  }

  private void property(String subject, JsonNode row) {
    String written = row.path("type").asText();
    String type = written.endsWith("[]") ? "[" + written.replace("[]", "]") : written;
    add(subject, "type", type);
    add(subject, "required", row.path("required").asText());
    add(subject, "nullable", row.path("nullable").asText());
    if (row.has("limit")) {
      // Characters of a text, elements of a list.
      String limit = type.startsWith("[") ? "maxItems" : "maxLength";
      add(subject, limit, row.path("limit").asText());
    }
    if (row.has("values")) {
      add(subject, ContractFacts.VALUES, "yes");
    }
    row.path("values").forEach(value -> add(subject, ContractFacts.VALUE + value.asText(), "yes"));
  }

  private void add(String subject, String kind, String value) {
    facts.add(new Fact(subject, kind, value));
  }
}
