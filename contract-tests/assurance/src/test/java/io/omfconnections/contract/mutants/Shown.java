package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What exchanges show: the facts of which a contract demands some. */
final class Shown {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  /** How deep values are looked at: deeper than any schema, not as deep as a body may be. */
  private static final int DEPTH = 8;

  private final Contract contract;
  private final Set<String> memberNames = new TreeSet<>();
  private final Set<String> headerNames = new TreeSet<>();
  private final Set<JsonNode> values = new HashSet<>();
  private final Set<Integer> counts = new HashSet<>(Set.of(0, 1));

  /** What exchanges of this contract can show. */
  Shown(Contract contract) {
    this.contract = contract;
    JsonNode document = contract.document();
    document
        .findValues("properties")
        .forEach(p -> p.fieldNames().forEachRemaining(memberNames::add));
    document.at("/components/headers").fieldNames().forEachRemaining(headerNames::add);
    document
        .at("/components/parameters")
        .forEach(parameter -> headerNames.add(parameter.path("name").asText()));
    document.findValues("enum").forEach(list -> list.forEach(values::add));
    for (String limit : List.of("maxLength", "maxItems", "minimum", "maximum")) {
      for (JsonNode value : document.findValues(limit)) {
        for (int near = value.asInt() - 1; near <= value.asInt() + 1; near++) {
          counts.add(near);
          values.add(IntNode.valueOf(near));
        }
      }
    }
    values.add(IntNode.valueOf(Integer.MAX_VALUE));
  }

  /** The facts that one exchange shows. */
  Set<String> facts(Exchange exchange) {
    Set<String> facts = new HashSet<>();
    Exchange.Request request = exchange.request();
    if (!request.wellFormed()) {
      return facts;
    }
    Match meaning = contract.match(request.method(), request.target());
    if (meaning instanceof Match.IdentityEndpoint && exchange.status() == 200) {
      facts.add(request.method() + " " + request.target() + " answers 200");
    }
    if (!(meaning instanceof Match.Documented known)) {
      return facts;
    }
    String operation = Fact.operation(known.operation().method(), known.operation().path());
    int status = exchange.status();
    facts.add(Fact.cell(operation, known.version(), status));
    if (status >= 200 && status < 300) {
      accepted(operation, request, facts);
    }
    String where = Fact.response(operation, status, "");
    headers(where, exchange.response().headers(), facts);
    body(where, exchange.response().headers(), exchange.response().body(), facts);
    return facts;
  }

  /** The facts of a request, as if it had been accepted. */
  void accepted(String operation, Exchange.Request request, Set<String> facts) {
    String where = Fact.accepted(operation, "");
    if (request.headers().first("Authorization").isEmpty()) {
      facts.add(where + "without a token");
    }
    headers(where, request.headers(), facts);
    body(where, request.headers(), request.body(), facts);
  }

  private void headers(String where, Headers headers, Set<String> facts) {
    for (String name : headerNames) {
      if (headers.all(name).isEmpty()) {
        facts.add(where + "header " + name + " " + Fact.ABSENT);
      }
    }
    for (Headers.Field field : headers.fields()) {
      String place = where + "header " + canonical(field.name());
      facts.add(place + " " + Fact.PRESENT);
      if (headerNames.contains(canonical(field.name()))) {
        // Nothing tells a text of digits from a number in a header.
        json(place, TextNode.valueOf(field.value()), facts);
        if (INTEGER.matcher(field.value()).matches()) {
          json(place, BigIntegerNode.valueOf(new BigInteger(field.value())), facts);
        }
      }
    }
  }

  private String canonical(String name) {
    return headerNames.stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
  }

  private void body(String where, Headers headers, Body body, Set<String> facts) {
    if (body.isEmpty()) {
      facts.add(where + "no body");
      return;
    }
    for (String type : headers.all("Content-Type")) {
      facts.add(where + "the media type " + type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }
    try {
      json(where + "body", StrictJson.read(body), facts);
    } catch (NotJsonException e) {
      // Then it shows no value. Whether it may be so, the check says.
      facts.add(where + "no JSON");
    }
  }

  private void json(String place, JsonNode value, Set<String> facts) {
    json(place, value, facts, DEPTH);
  }

  private void json(String place, JsonNode value, Set<String> facts, int depth) {
    facts.add(place + " " + Fact.PRESENT);
    facts.add(place + " " + Fact.type(type(value)));
    if (value.isNull()) {
      facts.add(place + " " + Fact.NULL);
    } else if (value.isTextual()) {
      text(place + " ", value.textValue(), facts);
    } else if (value.isIntegralNumber()) {
      integer(place + " ", value.bigIntegerValue(), facts);
    } else if (value.isNumber()) {
      facts.add(place + " " + Fact.FRACTION);
    } else if (value.isArray() && depth > 0) {
      array(place, value, facts, depth - 1);
    } else if (value.isObject() && depth > 0) {
      object(place, value, facts, depth - 1);
    }
    // Others are not told apart: there is no end to names, identifiers and moments.
    if (!value.isContainerNode() && values.contains(value)) {
      facts.add(place + " " + Fact.value(value));
    }
  }

  private static String type(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().toString().toLowerCase(Locale.ROOT);
  }

  private void text(String place, String text, Set<String> facts) {
    int characters = text.codePointCount(0, text.length());
    if (counts.contains(characters)) {
      facts.add(place + Fact.characters(characters));
    }
    if (characters >= Fact.LONG) {
      facts.add(place + Fact.LONG_TEXT);
    }
    if (!Fact.isNumber(text)) {
      facts.add(place + Fact.NO_NUMBER);
    }
    facts.add(place + (Fact.isUuid(text) ? Fact.format("uuid") : Fact.noFormat("uuid")));
    facts.add(
        place + (Fact.isDateTime(text) ? Fact.format("date-time") : Fact.noFormat("date-time")));
  }

  private static void integer(String place, BigInteger number, Set<String> facts) {
    if (number.signum() < 0) {
      facts.add(place + Fact.NEGATIVE);
    }
    if (Fact.isBeyond(number, 31)) {
      facts.add(place + Fact.BEYOND_INT32);
    }
    if (Fact.isBeyond(number, 63)) {
      facts.add(place + Fact.BEYOND_INT64);
    }
  }

  private static boolean isShallow(JsonNode value, int depth) {
    if (value.isContainerNode() && depth == 0) {
      return false;
    }
    for (JsonNode child : value) {
      if (!isShallow(child, depth - 1)) {
        return false;
      }
    }
    return true;
  }

  private void array(String place, JsonNode array, Set<String> facts, int depth) {
    if (counts.contains(array.size())) {
      facts.add(place + " " + Fact.elements(array.size()));
    }
    if (array.size() >= Fact.MANY) {
      facts.add(place + " " + Fact.MANY_ELEMENTS);
    }
    Set<JsonNode> seen = new HashSet<>();
    for (JsonNode element : array) {
      if (isShallow(element, DEPTH) && !seen.add(element)) {
        facts.add(place + " " + Fact.REPEATED);
      }
      json(place + "/*", element, facts, depth);
    }
  }

  private void object(String place, JsonNode object, Set<String> facts, int depth) {
    for (String name : memberNames) {
      if (!object.has(name)) {
        facts.add(place + "/" + name + " " + Fact.ABSENT);
      }
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (memberNames.contains(member.getKey())) {
        json(place + "/" + member.getKey(), member.getValue(), facts, depth);
      } else {
        facts.add(place + " " + Fact.UNNAMED);
      }
      // Not what is inside of it: nothing has a schema so far down, and a body may be deep.
      if (!member.getValue().isContainerNode()) {
        json(place + "/{}", member.getValue(), facts, depth);
      }
    }
  }
}
