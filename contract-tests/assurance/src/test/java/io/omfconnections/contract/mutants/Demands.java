package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a contract demands that a whole set of exchanges shows: each status under each version, each
 * value, limit and absence that it allows to requests, each member, header field and value that it
 * allows to responses.
 *
 * <p>A request must be shown for each operation that takes it. What a response may hold must be
 * shown by any of the responses that use the same schema: not every operation can produce all.
 */
final class Demands {
  private static final String HEADER = "header ";

  private final JsonNode document;
  private final Map<String, Set<String>> demands = new TreeMap<>();

  private Demands(JsonNode document) {
    this.document = document;
  }

  /**
   * The demands of a contract.
   *
   * @return each demand, with the facts of which one has to be shown
   */
  static Map<String, Set<String>> of(JsonNode document) {
    Demands all = new Demands(document);
    Place.forEachOperation(document, all::operation);
    all.tokens();
    return all.demands;
  }

  private void demand(String demand, String fact) {
    demands.computeIfAbsent(demand, key -> new TreeSet<>()).add(fact);
  }

  private JsonNode at(String place) {
    return Place.at(document, place);
  }

  /** Where the contract says that tokens are got, they are. */
  private void tokens() {
    JsonNode schemes = at("#/components/securitySchemes");
    for (Map.Entry<String, JsonNode> scheme : schemes.properties()) {
      String url = scheme.getValue().at("/flows/clientCredentials/tokenUrl").asText();
      String fact = "POST " + url + " answers 200";
      demand(fact, fact);
    }
  }

  private void operation(String path, String method, String place) {
    String operation = Fact.operation(method, path);
    for (Map.Entry<String, JsonNode> response : at(place + "/responses").properties()) {
      if (!response.getKey().startsWith("x-")) {
        int status = Integer.parseInt(response.getKey());
        for (JsonNode version : at("#/servers/0/variables/apiVersion/enum")) {
          String cell = Fact.cell(operation, version.asText(), status);
          demand(cell, cell);
        }
        response(
            Fact.response(operation, status, ""),
            Place.resolve(document, Place.member(place + "/responses", response.getKey())));
      }
    }
    request(Fact.accepted(operation, ""), place);
  }

  // ------------------------------------------------------------------------------- The request

  private void request(String where, String place) {
    JsonNode security = at(place).has("security") ? at(place + "/security") : at("#/security");
    boolean open = security.isEmpty();
    for (JsonNode alternative : security) {
      open |= alternative.isEmpty();
    }
    if (open) {
      demand(where + "without a token", where + "without a token");
    }
    for (String list : new String[] {Place.parent(place), place}) {
      for (int i = 0; i < at(list + "/parameters").size(); i++) {
        String parameter = Place.resolve(document, list + "/parameters/" + i);
        if (at(parameter).path("in").asText().equals("header")) {
          header(new Request(where), where, at(parameter).path("name").asText(), parameter);
        }
      }
    }
    String body = Place.resolve(document, place + "/requestBody");
    if (!at(body).path("required").asBoolean()) {
      demand(where + "no body", where + "no body");
    }
    body(new Request(where), where, body);
  }

  // ------------------------------------------------------------------------------ The responses

  private void response(String where, String place) {
    for (Map.Entry<String, JsonNode> header : at(place).path("headers").properties()) {
      String headerPlace =
          Place.resolve(document, Place.member(place + "/headers", header.getKey()));
      header(new Response(where), where, header.getKey(), headerPlace);
    }
    body(new Response(where), where, place);
  }

  // ---------------------------------------------------------------------------------- For both

  private void header(Side side, String where, String name, String place) {
    demand(where + HEADER + name, where + HEADER + name + " " + Fact.PRESENT);
    if (!at(place).path("required").asBoolean()) {
      side.allowed(place, HEADER + name, Fact.ABSENT);
    }
    new Walk(side).schema(place + "/schema", HEADER + name);
  }

  private void body(Side side, String where, String place) {
    for (String type : (Iterable<String>) () -> at(place).path("content").fieldNames()) {
      demand(where + "the media type " + type, where + "the media type " + type);
      new Walk(side).schema(Place.member(place + "/content", type) + "/schema", "body");
    }
  }

  /** Requests or responses: where what the contract allows has to be shown. */
  private interface Side {
    /** Something that a schema allows. */
    void allowed(String schema, String path, String what);

    /** Something that only requests have to show: a server need not use each freedom it has. */
    default void allowedToRequests(String schema, String path, String what) {}

    /** A member that the schema names. */
    void member(String path);

    /** Whether an object may have members of which the contract says nothing. */
    boolean open();
  }

  private final class Request implements Side {
    private final String where;

    private Request(String where) {
      this.where = where;
    }

    @Override
    public void allowed(String schema, String path, String what) {
      demand(where + path + " " + what, where + path + " " + what);
    }

    @Override
    public void allowedToRequests(String schema, String path, String what) {
      allowed(schema, path, what);
    }

    @Override
    public void member(String path) {
      // Each of its values is demanded, and no value is without the member.
    }

    @Override
    public boolean open() {
      return true;
    }
  }

  private final class Response implements Side {
    private final String where;

    private Response(String where) {
      this.where = where;
    }

    @Override
    public void allowed(String schema, String path, String what) {
      demand("a response: " + schema + " " + what, where + path + " " + what);
    }

    @Override
    public void member(String path) {
      demand(where + path, where + path + " " + Fact.PRESENT);
    }

    @Override
    public boolean open() {
      return false;
    }
  }

  /** Goes through a schema, along the values that it describes. */
  private final class Walk {
    private final Side side;
    private final Deque<String> open = new ArrayDeque<>();

    private Walk(Side side) {
      this.side = side;
    }

    private void schema(String reference, String path) {
      String place = Place.resolve(document, reference);
      if (open.contains(place)) {
        return; // Its demands are being made.
      }
      open.push(place);
      JsonNode schema = at(place);
      if (schema.has("anyOf")) {
        for (int i = 0; i < schema.path("anyOf").size(); i++) {
          schema(place + "/anyOf/" + i, path);
        }
      } else if (schema.has("enum")) {
        enumeration(place, schema, path);
      } else {
        typed(place, schema, path);
      }
      open.pop();
    }

    private void enumeration(String place, JsonNode schema, String path) {
      for (JsonNode value : schema.path("enum")) {
        side.allowed(place, path, value.isNull() ? Fact.NULL : Fact.value(value));
      }
      // By JSON Schema 1.0 equals 1, unless the type says that it is an integer.
      if (schema.path("enum").path(0).isNumber()
          && !schema.path("type").asText().equals("integer")) {
        side.allowed(place, path, Fact.FRACTION);
      }
    }

    private void typed(String place, JsonNode schema, String path) {
      if (schema.path("nullable").asBoolean()) {
        side.allowed(place, path, Fact.NULL);
      }
      String type = schema.path("type").asText();
      if (type.isEmpty()) {
        anything(place, path);
      } else {
        side.allowed(place, path, type.equals("number") ? Fact.FRACTION : Fact.type(type));
      }
      switch (type) {
        case "string" -> text(place, schema, path);
        case "integer", "number" -> number(place, schema, path);
        case "array" -> array(place, schema, path);
        case "object" -> object(place, schema, path);
        default -> {
          // Nothing more is said of it.
        }
      }
    }

    private void anything(String place, String path) {
      for (String type : TYPES) {
        side.allowed(place, path, Fact.type(type));
      }
    }

    private void text(String place, JsonNode schema, String path) {
      if (schema.has("pattern")) {
        return; // Which texts it allows, nobody can derive; the check tries those that there are.
      }
      if (schema.has("format")) {
        side.allowed(place, path, Fact.format(schema.path("format").asText()));
        return;
      }
      side.allowed(place, path, Fact.NO_NUMBER);
      side.allowed(place, path, Fact.noFormat("uuid"));
      side.allowed(place, path, Fact.noFormat("date-time"));
      if (path.startsWith(HEADER)) {
        return; // Whoever stands between a client and a server may limit a header, too.
      }
      side.allowedToRequests(place, path, Fact.characters(schema.path("minLength").asInt(0)));
      side.allowed(
          place,
          path,
          schema.has("maxLength")
              ? Fact.characters(schema.path("maxLength").asInt())
              : Fact.LONG_TEXT);
    }

    private void number(String place, JsonNode schema, String path) {
      side.allowed(
          place, path, schema.has("minimum") ? Fact.value(schema.path("minimum")) : Fact.NEGATIVE);
      if (schema.has("maximum")) {
        side.allowed(place, path, Fact.value(schema.path("maximum")));
      } else {
        String format = schema.path("format").asText();
        side.allowed(
            place,
            path,
            format.equals("int32")
                ? Fact.value(IntNode.valueOf(Integer.MAX_VALUE))
                : format.equals("int64") ? Fact.BEYOND_INT32 : Fact.BEYOND_INT64);
      }
    }

    private void array(String place, JsonNode schema, String path) {
      side.allowed(place, path, Fact.elements(schema.path("minItems").asInt(0)));
      side.allowed(
          place,
          path,
          schema.has("maxItems")
              ? Fact.elements(schema.path("maxItems").asInt())
              : Fact.MANY_ELEMENTS);
      if (!schema.path("uniqueItems").asBoolean()) {
        side.allowedToRequests(place, path, Fact.REPEATED);
      }
      schema(place + "/items", path + "/*");
    }

    private void object(String place, JsonNode schema, String path) {
      Set<String> required = new TreeSet<>();
      schema.path("required").forEach(name -> required.add(name.asText()));
      for (String name : (Iterable<String>) () -> schema.path("properties").fieldNames()) {
        String member = Place.member(place + "/properties", name);
        side.member(path + "/" + name);
        if (!required.contains(name)) {
          side.allowedToRequests(member, path + "/" + name, Fact.ABSENT);
        }
        schema(member, path + "/" + name);
      }
      JsonNode others = schema.path("additionalProperties");
      if (others.isObject()) {
        schema(place + "/additionalProperties", path + "/{}");
      } else if (others.asBoolean()) {
        anything(place, path + "/{}");
      } else if (others.isMissingNode() && side.open()) {
        side.allowed(place, path, Fact.UNNAMED);
      }
    }
  }

  private static final String[] TYPES = {
    "string", "integer", "number", "boolean", "array", "object", "null"
  };
}
