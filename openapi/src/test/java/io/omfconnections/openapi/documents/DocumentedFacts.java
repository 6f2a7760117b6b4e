package io.omfconnections.openapi.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.openapi.ContractFiles;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the facts of the vendor's documents from tables in YAML, one for each document.
 *
 * <p>The tables are resources of this package.
 */
final class DocumentedFacts {
  /** The names of the tables, which are those of the documents. */
  static final List<String> TABLES =
      List.of(
          "omf-connections.v2-preview",
          "omf-connection-access-control-list.v2-preview",
          "access-control.v1");

  private final SortedSet<Fact> facts = new TreeSet<>();

  private DocumentedFacts() {}

  /** Returns the facts of all documents. Where two documents differ, both facts are included. */
  static SortedSet<Fact> all() {
    SortedSet<Fact> all = new TreeSet<>();
    TABLES.forEach(table -> all.addAll(of(table)));
    return all;
  }

  /** Returns the facts of one document. */
  static SortedSet<Fact> of(String table) {
    DocumentedFacts reader = new DocumentedFacts();
    reader.read(yaml(table));
    return reader.facts;
  }

  /** Reads a table, or {@code errata}. */
  static JsonNode yaml(String name) {
    return ContractFiles.yaml(ContractFiles.text("documents/" + name + ".yaml"));
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
      add(enumeration.getKey(), OpenApiFacts.ENUMERATION, "yes");
      for (Map.Entry<String, JsonNode> value : enumeration.getValue().properties()) {
        add(
            enumeration.getKey(),
            OpenApiFacts.NAMED_VALUE + value.getKey(),
            value.getValue().asText());
      }
    }
  }

  private void operation(String name, JsonNode row) {
    // "GET /api/v1/tenants/…": the subject of the facts is the path without "/api/v1".
    String[] request = row.path("request").asText().split(" /", 2);
    String[] words = request[1].split("/", 3);
    String path = "/" + words[2];
    String subject = request[0] + " " + path;
    add(subject, "under /" + words[0] + "/" + words[1], "yes");
    add(subject, OpenApiFacts.NAME, name);
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
    String documented = row.path("type").asText();
    String type = documented.endsWith("[]") ? "[" + documented.replace("[]", "]") : documented;
    add(subject, "type", type);
    add(subject, "required", row.path("required").asText());
    add(subject, "nullable", row.path("nullable").asText());
    if (row.has("limit")) {
      String limit = type.startsWith("[") ? "maxItems" : "maxLength";
      add(subject, limit, row.path("limit").asText());
    }
    if (row.has("values")) {
      add(subject, OpenApiFacts.ENUMERATION, "yes");
    }
    row.path("values").forEach(value -> add(subject, OpenApiFacts.VALUE + value.asText(), "yes"));
  }

  private void add(String subject, String kind, String value) {
    facts.add(new Fact(subject, kind, value));
  }
}
