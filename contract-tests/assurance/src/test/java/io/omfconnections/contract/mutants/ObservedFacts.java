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

/**
 * Finds the facts that exchanges show, of which {@link CoverageRequirements} requires some.
 *
 * <p>The values in exchanges are unlimited, so only those are distinguished that matter for a limit
 * or an enumeration of the contract.
 */
final class ObservedFacts {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  /** The depth up to which values are examined. No schema is deeper, but bodies may be. */
  private static final int MAX_DEPTH = 8;

  private final Contract contract;
  private final Set<String> propertyNames = new TreeSet<>();
  private final Set<String> headerNames = new TreeSet<>();
  private final Set<JsonNode> values = new HashSet<>();
  private final Set<Integer> lengths = new HashSet<>(Set.of(0, 1));

  /** Collects the names, values and limits of a contract. */
  ObservedFacts(Contract contract) {
    this.contract = contract;
    JsonNode document = contract.document();
    document
        .findValues("properties")
        .forEach(properties -> properties.fieldNames().forEachRemaining(propertyNames::add));
    document.at("/components/headers").fieldNames().forEachRemaining(headerNames::add);
    document
        .at("/components/parameters")
        .forEach(parameter -> headerNames.add(parameter.path("name").asText()));
    document.findValues("enum").forEach(list -> list.forEach(values::add));
    for (String limit : List.of("maxLength", "maxItems", "minimum", "maximum")) {
      for (JsonNode value : document.findValues(limit)) {
        for (int near = value.asInt() - 1; near <= value.asInt() + 1; near++) {
          lengths.add(near);
          values.add(IntNode.valueOf(near));
        }
      }
    }
    values.add(IntNode.valueOf(Integer.MAX_VALUE));
  }

  /** Returns the facts that an exchange shows. */
  Set<String> facts(Exchange exchange) {
    Set<String> facts = new HashSet<>();
    Exchange.Request request = exchange.request();
    if (!request.wellFormed()) {
      return facts;
    }
    Match match = contract.match(request.method(), request.target());
    if (match instanceof Match.IdentityEndpoint
        && request.method().equals("POST")
        && exchange.status() == 200) {
      facts.add(FactNames.token(request.target()));
    }
    if (!(match instanceof Match.Documented documented)) {
      return facts;
    }
    String operation =
        FactNames.operation(documented.operation().method(), documented.operation().path());
    int status = exchange.status();
    facts.add(FactNames.statusCase(operation, documented.version(), status));
    if (status >= 200 && status < 300) {
      addAccepted(operation, request, facts);
    }
    String prefix = FactNames.response(operation, status);
    headers(prefix, exchange.response().headers(), facts);
    body(prefix, exchange.response().headers(), exchange.response().body(), facts);
    return facts;
  }

  /** Adds the facts that a request shows if it is accepted. */
  void addAccepted(String operation, Exchange.Request request, Set<String> facts) {
    String prefix = FactNames.accepted(operation);
    if (request.headers().first("Authorization").isEmpty()) {
      facts.add(prefix + FactNames.NO_TOKEN);
    }
    headers(prefix, request.headers(), facts);
    body(prefix, request.headers(), request.body(), facts);
  }

  private void headers(String prefix, Headers headers, Set<String> facts) {
    for (String name : headerNames) {
      if (headers.all(name).isEmpty()) {
        facts.add(prefix + FactNames.HEADER + name + " " + FactNames.ABSENT);
      }
    }
    for (Headers.Field field : headers.fields()) {
      String location = prefix + FactNames.HEADER + canonical(field.name());
      facts.add(location + " " + FactNames.PRESENT);
      if (headerNames.contains(canonical(field.name()))) {
        // The value of a header field may be a string or a number.
        json(location, TextNode.valueOf(field.value()), facts);
        if (INTEGER.matcher(field.value()).matches()) {
          json(location, BigIntegerNode.valueOf(new BigInteger(field.value())), facts);
        }
      }
    }
  }

  private String canonical(String name) {
    return headerNames.stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
  }

  private void body(String prefix, Headers headers, Body body, Set<String> facts) {
    if (body.isEmpty()) {
      facts.add(prefix + FactNames.NO_BODY);
      return;
    }
    for (String type : headers.all("Content-Type")) {
      facts.add(
          prefix + FactNames.mediaType(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)));
    }
    try {
      json(prefix + FactNames.BODY, StrictJson.read(body), facts);
    } catch (NotJsonException e) {
      // Shows no values. The contract check decides whether this is a violation.
      facts.add(prefix + "a body that is not JSON");
    }
  }

  private void json(String location, JsonNode value, Set<String> facts) {
    json(location, value, facts, MAX_DEPTH);
  }

  private void json(String location, JsonNode value, Set<String> facts, int depth) {
    facts.add(location + " " + FactNames.PRESENT);
    facts.add(location + " " + FactNames.type(type(value)));
    if (value.isNull()) {
      facts.add(location + " " + FactNames.NULL);
    } else if (value.isTextual()) {
      string(location + " ", value.textValue(), facts);
    } else if (value.isIntegralNumber()) {
      integer(location + " ", value.bigIntegerValue(), facts);
    } else if (value.isNumber()) {
      facts.add(location + " " + FactNames.FRACTION);
    } else if (value.isArray() && depth > 0) {
      array(location, value, facts, depth - 1);
    } else if (value.isObject() && depth > 0) {
      object(location, value, facts, depth - 1);
    }
    // Other values are not distinguished.
    if (!value.isContainerNode() && values.contains(value)) {
      facts.add(location + " " + FactNames.value(value));
    }
  }

  private static String type(JsonNode value) {
    return value.isIntegralNumber()
        ? "integer"
        : value.getNodeType().toString().toLowerCase(Locale.ROOT);
  }

  private void string(String location, String text, Set<String> facts) {
    int characters = text.codePointCount(0, text.length());
    if (lengths.contains(characters)) {
      facts.add(location + FactNames.characters(characters));
    }
    if (characters >= FactNames.LONG) {
      facts.add(location + FactNames.LONG_STRING);
    }
    if (!FactNames.isNumeric(text)) {
      facts.add(location + FactNames.NOT_NUMERIC);
    }
    facts.add(
        location
            + (FactNames.isUuid(text) ? FactNames.format("uuid") : FactNames.notOfFormat("uuid")));
    facts.add(
        location
            + (FactNames.isDateTime(text)
                ? FactNames.format("date-time")
                : FactNames.notOfFormat("date-time")));
  }

  private static void integer(String location, BigInteger number, Set<String> facts) {
    if (number.signum() < 0) {
      facts.add(location + FactNames.NEGATIVE);
    }
    if (FactNames.isBeyond(number, 31)) {
      facts.add(location + FactNames.BEYOND_INT32);
    }
    if (FactNames.isBeyond(number, 63)) {
      facts.add(location + FactNames.BEYOND_INT64);
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

  private void array(String location, JsonNode array, Set<String> facts, int depth) {
    if (lengths.contains(array.size())) {
      facts.add(location + " " + FactNames.items(array.size()));
    }
    if (array.size() >= FactNames.MANY) {
      facts.add(location + " " + FactNames.MANY_ITEMS);
    }
    Set<JsonNode> seen = new HashSet<>();
    for (JsonNode item : array) {
      if (isShallow(item, MAX_DEPTH) && !seen.add(item)) {
        facts.add(location + " " + FactNames.REPEATED_ITEM);
      }
      json(location + "/*", item, facts, depth);
    }
  }

  private void object(String location, JsonNode object, Set<String> facts, int depth) {
    for (String name : propertyNames) {
      if (!object.has(name)) {
        facts.add(location + "/" + name + " " + FactNames.ABSENT);
      }
    }
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (propertyNames.contains(property.getKey())) {
        json(location + "/" + property.getKey(), property.getValue(), facts, depth);
      } else {
        facts.add(location + " " + FactNames.UNKNOWN_PROPERTY);
      }
      // Properties without a name in the contract have no nested schema.
      if (!property.getValue().isContainerNode()) {
        json(location + "/{}", property.getValue(), facts, depth);
      }
    }
  }
}
