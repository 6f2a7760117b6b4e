package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the contract says about the properties of JSON bodies, as tables by property name.
 *
 * <p>The tables deliberately repeat the contract instead of reading it: the contract check, which
 * is tested with them, reads the contract.
 *
 * @param response whether these are the properties of responses
 * @param required the properties that must be present
 * @param notNull the properties that must not be null, and {@link #ITEM} for array items
 */
record DocumentedProperties(boolean response, Set<String> required, Set<String> notNull) {
  /** Stands for the items of an array. */
  static final String ITEM = "*";

  /** The rights that {@code AccessRights} lists by name. */
  static final Set<String> RIGHTS =
      Set.of("Read", "Write", "Delete", "ManageAccessControl", "Share");

  /** The properties that only the server sets. Requests may contain them; they are ignored. */
  static final Set<String> READ_ONLY = Set.of("Id", "State", "CreatedDate");

  private static final JsonNodeFactory JSON = new JsonNodeFactory(true);

  private static final Set<String> ALL =
      Set.of(
          "Results",
          "Id",
          "Name",
          "State",
          "Description",
          "CreatedDate",
          "ClientIds",
          "RoleTrusteeAccessControlEntries",
          "Trustee",
          "AccessType",
          "AccessRights",
          "Type",
          "ObjectId",
          "TenantId",
          "OperationId",
          "Error",
          "Reason",
          "Resolution",
          "Parameters");

  private static final Set<String> REQUIRED_IN_RESPONSES =
      Set.of(
          "Id",
          "State",
          "CreatedDate",
          "OperationId",
          "Error",
          "Reason",
          "Resolution",
          "Parameters");

  private static final Set<String> NEVER_NULL =
      Set.of("CreatedDate", "Type", "AccessType", "AccessRights", ITEM);

  /** Invalid values that have the right type, by property. */
  private static final Map<String, List<JsonNode>> INVALID =
      Map.of(
          "Name", List.of(string("x".repeat(201)), string("\uD83D\uDE00".repeat(201))),
          "Description", List.of(string("x".repeat(1_001))),
          "State", List.of(string("Updating"), string("active"), string(""), string("Active ")),
          "CreatedDate",
              List.of(
                  string("2021-03-18T23:57:44.610936Z"),
                  string("2021-03-18T23:57:44.61093612Z"),
                  string("2021-03-18T23:57:44Z"),
                  string("2021-03-18T23:57:44.6109361+00:00"),
                  string("2021-03-18T23:57:44.6109361"),
                  string("2021-03-18 23:57:44.6109361Z"),
                  string("2021-02-29T23:57:44.6109361Z"),
                  string("2021-03-18T24:57:44.6109361Z"),
                  string("18.3.2021"),
                  string("")),
          "Id", List.of(string("42"), string(""), string("{0c3dfd2e-94a5-4c1f-8e0b-5d6a7f8091a2}")),
          "Type", List.of(number("4"), number("0"), number("-1"), number("1.0")),
          "AccessType", List.of(number("2"), number("-1"), number("0.0")),
          "AccessRights",
              List.of(
                  number("32"),
                  number("-1"),
                  number("1.0"),
                  number("4294967297"),
                  number("9223372036854775808")));

  /** Returns what applies to responses. */
  static DocumentedProperties ofResponse() {
    Set<String> notNull = new HashSet<>(REQUIRED_IN_RESPONSES);
    notNull.addAll(NEVER_NULL);
    return new DocumentedProperties(true, REQUIRED_IN_RESPONSES, notNull);
  }

  /** Returns what applies to the request with the given body. */
  static DocumentedProperties ofRequest(String method, JsonNode body) {
    Set<String> required = new HashSet<>();
    Set<String> notNull = new HashSet<>(NEVER_NULL);
    if (body.has("ClientIds")) {
      required.add("ClientIds");
      notNull.add("ClientIds");
      // An update of a connection requires a name, unlike its creation.
      if (method.equals("PUT")) {
        required.add("Name");
        notNull.add("Name");
      }
    }
    return new DocumentedProperties(false, required, notNull);
  }

  static boolean isDocumented(String name) {
    return ALL.contains(name);
  }

  /** Returns invalid values of a property that have the right type. */
  static List<JsonNode> invalidValues(String name) {
    return INVALID.getOrDefault(name, List.of());
  }

  static JsonNode string(String value) {
    return TextNode.valueOf(value);
  }

  /** Returns a number that keeps the digits of its fraction. */
  static JsonNode number(String literal) {
    return literal.matches("-?[0-9]+")
        ? JSON.numberNode(new BigInteger(literal))
        : JSON.numberNode(new BigDecimal(literal));
  }
}
