package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes every mutant of a contract: each operator, at each place that it applies to.
 *
 * <p>Descriptions, examples, extensions, names that are not on the wire and orders are not mutated.
 */
public final class ContractMutants {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SCHEMAS = "#/components/schemas";
  private static final String RESPONSES = "#/components/responses";
  private static final String ADDED = "Xtra";

  private static final int[] STATUSES = {
    200, 201, 202, 204, 301, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415,
    422, 429, 500, 501, 502, 503, 504
  };

  private final JsonNode document;
  private final List<Mutant> mutants = new ArrayList<>();
  private final Set<String> asked = new TreeSet<>();

  private ContractMutants(JsonNode document) {
    this.document = document;
    document.at("/components/requestBodies").findValues("schema").forEach(this::asked);
  }

  /** Finds the schemas that requests use. */
  private void asked(JsonNode use) {
    for (JsonNode reference : use.findValues("$ref")) {
      reach(reference.asText());
    }
  }

  private void reach(String place) {
    if (asked.add(place)) {
      JsonNode schema = at(place);
      for (String member : names(schema.path("properties"))) {
        reach(Place.member(place + "/properties", member));
      }
      for (String member : List.of("items", "additionalProperties", "anyOf/0", "anyOf/1")) {
        if (at(place + "/" + member).isObject()) {
          reach(place + "/" + member);
        }
      }
      if (schema.has("$ref")) {
        reach(schema.path("$ref").asText());
      }
    }
  }

  /** The mutants of a contract, in an order that is always the same. */
  public static List<Mutant> of(JsonNode document) {
    ContractMutants all = new ContractMutants(document);
    all.server();
    all.security();
    all.paths();
    Place.forEachOperation(document, all::operation);
    all.bodies();
    all.headers();
    all.parameters();
    all.schemas();
    return all.mutants;
  }

  // ------------------------------------------------------------------------- Server and tokens

  private void server() {
    String url = "#/servers/0";
    edit(
        "server address changed",
        url,
        "another base",
        node -> node.put("url", "/apis/{apiVersion}"));
    String variable = url + "/variables/apiVersion";
    ArrayNode versions = (ArrayNode) at(variable + "/enum");
    for (int i = 0; i < versions.size(); i++) {
      int index = i;
      String version = versions.get(i).asText();
      edit("version removed", variable, version, node -> list(node, "enum").remove(index));
      edit(
          "version renamed",
          variable,
          version + " into " + version + "x",
          node -> list(node, "enum").set(index, JSON.textNode(version + "x")));
    }
    edit("version added", variable, "v3", node -> list(node, "enum").add("v3"));
    edit(
        "default version changed",
        variable,
        "into the last",
        node -> node.set("default", versions.get(versions.size() - 1)));
  }

  private void security() {
    String schemes = "#/components/securitySchemes";
    edit("security removed", "#", "of all operations", node -> node.remove("security"));
    for (String name : names(at(schemes))) {
      String scheme = Place.member(schemes, name);
      edit(
          "security scheme changed",
          scheme,
          "into basic",
          node -> {
            node.removeAll();
            node.put("type", "http").put("scheme", "basic");
          });
      edit("security scheme removed", schemes, name, node -> node.remove(name));
      String flow = scheme + "/flows/clientCredentials";
      edit(
          "token address changed",
          flow,
          "tokenUrl",
          node -> node.put("tokenUrl", node.path("tokenUrl").asText() + "x"));
      edit(
          "security scope demanded",
          "#",
          name + " with admin",
          node -> ((ObjectNode) list(node, "security").get(0)).putArray(name).add("admin"));
    }
  }

  // -------------------------------------------------------------------------------------- Paths

  private void paths() {
    for (String path : names(at("#/paths"))) {
      edit("path removed", "#/paths", path, node -> node.remove(path));
      String[] words = path.split("/", -1);
      for (int i = 1; i < words.length; i++) {
        String word = words[i];
        renamePath(
            "path word changed",
            path,
            words,
            i,
            word.startsWith("{") ? "{" + ADDED + "}" : word + "x");
        renamePath("path word removed", path, words, i, null);
        renamePath("path word added", path, words, i, word + "/" + ADDED);
      }
      JsonNode parameters = at(Place.member("#/paths", path) + "/parameters");
      for (int i = 0; i < parameters.size(); i++) {
        int index = i;
        edit(
            "path parameter removed",
            Place.member("#/paths", path),
            "number " + i,
            node -> list(node, "parameters").remove(index));
      }
    }
  }

  private void renamePath(
      String operator, String path, String[] words, int index, @Nullable String word) {
    List<String> changed = new ArrayList<>(List.of(words));
    if (word == null) {
      changed.remove(index);
    } else {
      changed.set(index, word);
    }
    String other = String.join("/", changed);
    if (!at("#/paths").has(other)) {
      edit(operator, "#/paths", path + " into " + other, node -> rename(node, path, other));
    }
  }

  // --------------------------------------------------------------------------------- Operations

  private void operation(String path, String method, String place) {
    String item = Place.parent(place);
    edit("operation removed", item, method, node -> node.remove(method));
    for (String other : List.of("get", "put", "post", "delete", "patch")) {
      if (!at(item).has(other)) {
        edit(
            "method changed", item, method + " into " + other, node -> rename(node, method, other));
        edit(
            "operation added",
            item,
            other + " as " + method,
            node -> node.set(other, node.path(method).deepCopy()));
      }
    }
    edit("security removed", place, "of this operation", node -> node.putArray("security"));
    edit(
        "security made optional",
        place,
        "of this operation",
        node -> {
          ArrayNode alternatives = node.putArray("security");
          alternatives.addObject();
          alternatives.addAll((ArrayNode) at("#/security").deepCopy());
        });
    JsonNode parameters = at(place + "/parameters");
    for (int i = 0; i < parameters.size(); i++) {
      int index = i;
      edit(
          "header parameter removed",
          place,
          "number " + i,
          node -> list(node, "parameters").remove(index));
      for (String other : names(at("#/components/parameters"))) {
        String reference = "#/components/parameters/" + other;
        edit(
            "parameter swapped",
            place,
            "number " + i + " for " + other,
            node -> list(node, "parameters").set(index, reference(reference)));
      }
    }
    edit(
        "header parameter added",
        place,
        ADDED,
        node -> list(node, "parameters").add(headerParameter(false)));
    edit(
        "required header parameter added",
        place,
        ADDED,
        node -> list(node, "parameters").add(headerParameter(true)));
    requestBody(place);
    responses(place);
  }

  private static ObjectNode headerParameter(boolean required) {
    ObjectNode parameter =
        JSON.objectNode().put("name", ADDED).put("in", "header").put("required", required);
    parameter.putObject("schema").put("type", "string");
    return parameter;
  }

  private void requestBody(String place) {
    boolean has = at(place).has("requestBody");
    if (has) {
      edit("request body removed", place, "requestBody", node -> node.remove("requestBody"));
    }
    for (String body : names(at("#/components/requestBodies"))) {
      edit(
          has ? "request body swapped" : "request body added",
          place,
          body,
          node -> node.set("requestBody", reference("#/components/requestBodies/" + body)));
      if (!has) {
        edit(
            "optional request body added",
            place,
            body,
            node -> {
              ObjectNode optional = at("#/components/requestBodies/" + body).deepCopy();
              node.set("requestBody", optional.put("required", false));
            });
      }
    }
  }

  private void responses(String place) {
    String responses = place + "/responses";
    List<String> documented = names(at(responses));
    for (String status : documented) {
      edit("status removed", responses, status, node -> node.remove(status));
      for (int other : STATUSES) {
        // One of the same class: the likeliest mistake, and the hardest to see.
        boolean near = status.charAt(0) == String.valueOf(other).charAt(0);
        if (near && !documented.contains(String.valueOf(other))) {
          edit(
              "status changed",
              responses,
              status + " into " + other,
              node -> rename(node, status, String.valueOf(other)));
        }
      }
      for (String shared : names(at(RESPONSES))) {
        edit(
            "response swapped",
            responses,
            status + " for " + shared,
            node -> node.set(status, reference(RESPONSES + "/" + shared)));
      }
    }
    for (int status : STATUSES) {
      if (!documented.contains(String.valueOf(status))) {
        edit(
            "status added",
            responses,
            String.valueOf(status),
            node -> node.set(String.valueOf(status), reference(RESPONSES + "/NotFound")));
      }
    }
    for (String status : documented) {
      String response = Place.member(responses, status);
      if (!at(response).has("$ref")) {
        response(response);
      }
    }
  }

  // ------------------------------------------------------------- Bodies, headers and parameters

  private void bodies() {
    for (String name : names(at(RESPONSES))) {
      response(Place.member(RESPONSES, name));
    }
    for (String name : names(at("#/components/requestBodies"))) {
      String place = "#/components/requestBodies/" + name;
      edit("request body made optional", place, "required", node -> node.put("required", false));
      content("request", place);
    }
  }

  private void response(String place) {
    content("response", place);
    edit("response body removed", place, "content", node -> node.remove("content"));
    for (String header : names(at(place + "/headers"))) {
      edit(
          "response header removed",
          place,
          header,
          node -> ((ObjectNode) node.path("headers")).remove(header));
      edit(
          "response header renamed",
          place,
          header,
          node -> rename((ObjectNode) node.path("headers"), header, header + "x"));
    }
    for (String header : names(at("#/components/headers"))) {
      if (!at(place + "/headers").has(header)) {
        edit(
            "response header added",
            place,
            header,
            node ->
                ((ObjectNode) node.path("headers"))
                    .set(header, reference("#/components/headers/" + header)));
      }
    }
    edit(
        "optional response header added",
        place,
        ADDED,
        node ->
            ((ObjectNode) node.path("headers"))
                .putObject(ADDED)
                .putObject("schema")
                .put("type", "string"));
  }

  private void content(String side, String place) {
    String content = place + "/content";
    for (String type : names(at(content))) {
      edit(
          side + " media type changed",
          content,
          type + " into text/json",
          node -> rename(node, type, "text/json"));
      edit(side + " media type removed", content, type, node -> node.remove(type));
      edit(
          side + " media type added",
          content,
          "text/plain",
          node -> node.set("text/plain", node.path(type).deepCopy()));
      String media = Place.member(content, type);
      for (String schema : names(at(SCHEMAS))) {
        edit(
            side + " body's schema swapped",
            media,
            schema,
            node -> node.set("schema", reference(SCHEMAS + "/" + schema)));
        edit(
            side + " body made a list",
            media,
            schema,
            node -> {
              ObjectNode list = node.putObject("schema").put("type", "array");
              list.set("items", reference(SCHEMAS + "/" + schema));
            });
      }
      edit(
          side + " body's schema removed",
          media,
          "anything goes",
          node -> node.putObject("schema"));
    }
  }

  private void headers() {
    for (String name : names(at("#/components/headers"))) {
      edit(
          "response header made optional",
          "#/components/headers/" + name,
          "required",
          node -> node.put("required", false));
    }
  }

  private void parameters() {
    for (String name : names(at("#/components/parameters"))) {
      String place = "#/components/parameters/" + name;
      boolean header = at(place).path("in").asText().equals("header");
      edit(
          "parameter renamed",
          place,
          "name",
          node -> node.put("name", node.path("name").asText() + "x"));
      edit("parameter moved", place, "into the query", node -> node.put("in", "query"));
      edit(
          header ? "header parameter made required" : "path parameter made optional",
          place,
          "required",
          node -> node.put("required", header));
    }
  }

  // ------------------------------------------------------------------------------------ Schemas

  private void schemas() {
    for (String name : names(at(SCHEMAS))) {
      schema(Place.member(SCHEMAS, name));
    }
    for (String components : List.of("#/components/parameters", "#/components/headers")) {
      for (String name : names(at(components))) {
        schema(Place.member(components, name) + "/schema");
      }
    }
    Place.forEachOperation(
        document,
        (path, method, place) -> {
          for (String status : names(at(place + "/responses"))) {
            String content = Place.member(place + "/responses", status) + "/content";
            for (String type : names(at(content))) {
              schema(Place.member(content, type) + "/schema");
            }
          }
        });
  }

  private void schema(String place) {
    JsonNode schema = at(place);
    if (schema.has("$ref")) {
      return; // It is mutated where it stands; and swapped where it is used.
    }
    alternatives(place, schema);
    if (schema.has("type")) {
      types(place, schema);
    }
    if (schema.has("enum")) {
      enumeration(place, schema);
    }
    limits(place, schema);
    members(place, schema);
    if (schema.has("items")) {
      used("items changed", place, "items");
      schema(place + "/items");
    }
  }

  private void types(String place, JsonNode schema) {
    String type = schema.path("type").asText();
    for (String other : List.of("string", "integer", "number", "boolean", "array", "object")) {
      if (!other.equals(type)) {
        edit(
            "type changed",
            place,
            type + " into " + other,
            node -> {
              node.put("type", other);
              if (other.equals("array") && !node.has("items")) {
                node.putObject("items");
              }
            });
      }
    }
    edit("type removed", place, type, node -> node.remove(List.of("type", "nullable")));
    if (schema.path("nullable").asBoolean()) {
      edit(
          "nullable off",
          place,
          "nullable",
          node -> {
            node.remove("nullable");
            removeNull(node);
          });
    } else {
      edit(
          "nullable on",
          place,
          "nullable",
          node -> {
            node.put("nullable", true);
            if (node.has("enum")) {
              list(node, "enum").addNull();
            }
          });
    }
    if (schema.has("format")) {
      edit("format removed", place, schema.path("format").asText(), node -> node.remove("format"));
    }
    List<String> formats =
        type.equals("integer")
            ? List.of("int32", "int64")
            : List.of("date-time", "date", "uuid", "byte");
    if (schema.has("format")) {
      for (String format : formats) {
        if (!schema.path("format").asText().equals(format)) {
          edit(
              "format changed",
              place,
              schema.path("format").asText() + " into " + format,
              node -> node.put("format", format));
        }
      }
    }
  }

  private static void removeNull(ObjectNode schema) {
    if (schema.has("enum") && schema.path("enum").size() > 1) {
      ArrayNode values = list(schema, "enum");
      for (int i = values.size() - 1; i >= 0; i--) {
        if (values.get(i).isNull()) {
          values.remove(i);
        }
      }
    }
  }

  private void enumeration(String place, JsonNode schema) {
    JsonNode values = schema.path("enum");
    boolean numbers = values.get(0).isNumber();
    for (int i = 0; i < values.size(); i++) {
      int index = i;
      String value = values.get(i).toString();
      if (values.size() > 1) {
        edit("enumeration value removed", place, value, node -> list(node, "enum").remove(index));
      }
      edit(
          "enumeration value changed",
          place,
          value,
          node ->
              list(node, "enum")
                  .set(
                      index,
                      numbers
                          ? JSON.numberNode(values.get(index).asInt() + 10)
                          : JSON.textNode(values.get(index).asText() + "x")));
    }
    JsonNode added =
        numbers ? JSON.numberNode(values.get(values.size() - 1).asInt() + 1) : JSON.textNode(ADDED);
    edit("enumeration value added", place, added.toString(), node -> list(node, "enum").add(added));
    edit("enumeration removed", place, "enum", node -> node.remove("enum"));
  }

  private void limits(String place, JsonNode schema) {
    for (String limit :
        List.of("maxLength", "maxItems", "minimum", "maximum", "minLength", "minItems")) {
      if (schema.has(limit)) {
        int value = schema.path(limit).asInt();
        edit("limit one more", place, limit, node -> node.put(limit, value + 1));
        edit("limit one less", place, limit, node -> node.put(limit, value - 1));
        edit("limit removed", place, limit, node -> node.remove(limit));
      }
    }
    if (schema.has("maximum")) {
      edit("limit made exclusive", place, "maximum", node -> node.put("exclusiveMaximum", true));
      edit("limit made exclusive", place, "minimum", node -> node.put("exclusiveMinimum", true));
    }
    if (schema.has("pattern")) {
      String pattern = schema.path("pattern").asText();
      edit("pattern removed", place, pattern, node -> node.remove("pattern"));
      edit(
          "pattern changed",
          place,
          "only whole numbers",
          node -> node.put("pattern", "^[1-9][0-9]*$"));
      edit(
          "pattern changed",
          place,
          "zero and signs, too",
          node -> node.put("pattern", "^[-+]?[0-9]+(\\.[0-9]+)?$"));
      edit(
          "pattern changed",
          place,
          "without anchors",
          node -> node.put("pattern", pattern.replaceAll("[$^]", "")));
    }
    boolean free = !schema.has("enum") && !schema.has("format") && !schema.has("pattern");
    if (!asked.contains(place)) {
      return; // No exchange shows what a server would never send.
    }
    if (free && schema.path("type").asText().equals("string")) {
      edit("limit added", place, "minLength 1", node -> node.put("minLength", 1));
      edit("pattern added", place, "a word", node -> node.put("pattern", "^[A-Za-z0-9-]*$"));
      if (!schema.has("maxLength")) {
        edit("limit added", place, "maxLength 255", node -> node.put("maxLength", 255));
      }
    }
    if (schema.path("type").asText().equals("array")) {
      edit("limit added", place, "minItems 1", node -> node.put("minItems", 1));
      edit("limit added", place, "uniqueItems", node -> node.put("uniqueItems", true));
      if (!schema.has("maxItems")) {
        edit("limit added", place, "maxItems 25", node -> node.put("maxItems", 25));
      }
    }
  }

  private void members(String place, JsonNode schema) {
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (String name : names(schema.path("properties"))) {
      edit(
          required.contains(name) ? "required removed" : "required added",
          place,
          name,
          node -> {
            ArrayNode now =
                node.has("required") ? list(node, "required") : node.putArray("required");
            if (required.contains(name)) {
              removeText(now, name);
            } else {
              now.add(name);
            }
          });
      edit(
          "property removed",
          place,
          name,
          node -> {
            ((ObjectNode) node.path("properties")).remove(name);
            removeText(list(node, "required"), name);
          });
      renameProperty(place, name, name + "x");
      renameProperty(
          place, name, name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
      used("property's schema changed", place, "properties/" + name);
      schema(Place.member(place + "/properties", name));
    }
    if (schema.has("properties")) {
      edit(
          "property added",
          place,
          ADDED,
          node -> ((ObjectNode) node.path("properties")).putObject(ADDED).put("type", "string"));
      edit(
          "required property added",
          place,
          ADDED,
          node -> {
            ((ObjectNode) node.path("properties")).putObject(ADDED).put("type", "string");
            (node.has("required") ? list(node, "required") : node.putArray("required")).add(ADDED);
          });
    }
    if (schema.path("type").asText().equals("object") && !schema.has("enum")) {
      boolean has = schema.has("additionalProperties");
      edit(
          "additional properties forbidden",
          place,
          "false",
          node -> node.put("additionalProperties", false));
      edit(
          "additional properties typed",
          place,
          "integers",
          node -> node.putObject("additionalProperties").put("type", "integer"));
      edit(
          "additional properties typed",
          place,
          "null or texts",
          node ->
              node.putObject("additionalProperties").put("type", "string").put("nullable", true));
      if (has) {
        edit(
            "additional properties freed",
            place,
            "true",
            node -> node.put("additionalProperties", true));
        schema(place + "/additionalProperties");
      }
    }
  }

  private void renameProperty(String place, String name, String other) {
    edit(
        "property renamed",
        place,
        name + " into " + other,
        node -> {
          rename((ObjectNode) node.path("properties"), name, other);
          if (removeText(list(node, "required"), name)) {
            list(node, "required").add(other);
          }
        });
  }

  private void alternatives(String place, JsonNode schema) {
    JsonNode alternatives = schema.path("anyOf");
    for (int i = 0; i < alternatives.size(); i++) {
      int index = i;
      edit("alternative removed", place, "number " + i, node -> list(node, "anyOf").remove(index));
      used("alternative changed", place, "anyOf/" + i);
      schema(place + "/anyOf/" + i);
    }
    if (!alternatives.isEmpty()) {
      edit(
          "alternative added",
          place,
          "a text",
          node -> list(node, "anyOf").addObject().put("type", "string"));
    }
  }

  /** Where a schema is used by reference: each other schema in its place. */
  private void used(String operator, String place, String member) {
    JsonNode use = at(place + "/" + member);
    if (!use.has("$ref")) {
      return;
    }
    for (String other : names(at(SCHEMAS))) {
      edit(
          operator,
          place + "/" + member,
          "into " + other,
          node -> node.put("$ref", SCHEMAS + "/" + other));
    }
    edit(operator, place + "/" + member, "into anything", ObjectNode::removeAll);
  }

  // -------------------------------------------------------------------------------------- Edits

  private void edit(String operator, String place, String change, Consumer<ObjectNode> edit) {
    mutants.add(
        new Mutant(
            operator, place, change, root -> edit.accept((ObjectNode) Place.at(root, place))));
  }

  private JsonNode at(String place) {
    return Place.at(document, place);
  }

  private static ArrayNode list(ObjectNode node, String name) {
    return node.path(name) instanceof ArrayNode list ? list : JSON.arrayNode();
  }

  private static boolean removeText(ArrayNode list, String text) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).asText().equals(text)) {
        list.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Renames a member, which keeps its place. */
  private static void rename(ObjectNode node, String from, String to) {
    ObjectNode copy = node.deepCopy();
    node.removeAll();
    for (Map.Entry<String, JsonNode> member : copy.properties()) {
      node.set(member.getKey().equals(from) ? to : member.getKey(), member.getValue());
    }
  }

  private static ObjectNode reference(String place) {
    return JSON.objectNode().put("$ref", place);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
