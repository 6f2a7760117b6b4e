package io.omfconnections.contract.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Changes JSON values of the contract in one place. What a member may be stands here again, as
 * tables by the members' names, so that the check is not measured by what it reads itself.
 */
final class WrongValues {
  /** A changed value. */
  record Change(String operator, boolean breaks, JsonNode value) {}

  private static final JsonNodeFactory JSON = new JsonNodeFactory(true);
  private static final String ADDED = "Xtra";
  private static final String ELEMENT = "*";

  /** What a response always has, filled. */
  private static final Set<String> ALWAYS_IN_RESPONSES =
      Set.of(
          "Id",
          "State",
          "CreatedDate",
          "OperationId",
          "Error",
          "Reason",
          "Resolution",
          "Parameters");

  /** What is never null, in neither direction; nor is an element of a list. */
  private static final Set<String> NEVER_NULL =
      Set.of("CreatedDate", "Type", "AccessType", "AccessRights", ELEMENT);

  /** Values of the right type that are wrong nevertheless. */
  private static final Map<String, List<JsonNode>> WRONG =
      Map.of(
          "Name", List.of(text("x".repeat(201)), text("\uD83D\uDE00".repeat(201))),
          "Description", List.of(text("x".repeat(1_001))),
          "State", List.of(text("Updating"), text("active"), text(""), text("Active ")),
          "CreatedDate",
              List.of(
                  text("2021-03-18T23:57:44.610936Z"),
                  text("2021-03-18T23:57:44.61093612Z"),
                  text("2021-03-18T23:57:44Z"),
                  text("2021-03-18T23:57:44.6109361+00:00"),
                  text("2021-03-18T23:57:44.6109361"),
                  text("2021-03-18 23:57:44.6109361Z"),
                  text("2021-02-29T23:57:44.6109361Z"),
                  text("2021-03-18T24:57:44.6109361Z"),
                  text("18.3.2021"),
                  text("")),
          "Id", List.of(text("42"), text(""), text("{0c3dfd2e-94a5-4c1f-8e0b-5d6a7f8091a2}")),
          "Type", List.of(number("4"), number("0"), number("-1"), number("1.0")),
          "AccessType", List.of(number("2"), number("-1"), number("0.0")),
          "AccessRights",
              List.of(
                  number("32"),
                  number("-1"),
                  number("1.0"),
                  number("4294967297"),
                  number("9223372036854775808")));

  private static final Set<String> RIGHTS =
      Set.of("Read", "Write", "Delete", "ManageAccessControl", "Share");

  private final boolean response;
  private final Set<String> required;
  private final Set<String> neverNull;
  private final JsonNode root;
  private final List<Change> changes = new ArrayList<>();
  private final Set<String> visited = new HashSet<>();

  private WrongValues(
      JsonNode root, boolean response, Set<String> required, Set<String> neverNull) {
    this.root = root;
    this.response = response;
    this.required = required;
    this.neverNull = neverNull;
  }

  /** Everything that is made of a response's body. */
  static List<Change> inResponse(JsonNode body) {
    Set<String> neverNull = new HashSet<>(ALWAYS_IN_RESPONSES);
    neverNull.addAll(NEVER_NULL);
    return new WrongValues(body, true, ALWAYS_IN_RESPONSES, neverNull).all();
  }

  /** Everything that is made of a request's body; PUT needs more of a connection than POST. */
  static List<Change> inRequest(String method, JsonNode body) {
    Set<String> required = new HashSet<>();
    Set<String> neverNull = new HashSet<>(NEVER_NULL);
    if (body.has("ClientIds")) {
      required.add("ClientIds");
      neverNull.add("ClientIds");
      if (method.equals("PUT")) {
        required.add("Name");
        neverNull.add("Name");
      }
    }
    return new WrongValues(body, false, required, neverNull).all();
  }

  /** The object with another value in one member. */
  static JsonNode with(JsonNode object, String name, String value) {
    ObjectNode copy = object.deepCopy();
    return copy.put(name, value);
  }

  /** The value with the members of each object in the opposite order. */
  static JsonNode reversed(JsonNode value) {
    if (value.isObject()) {
      List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
      Collections.reverse(members);
      ObjectNode copy = JSON.objectNode();
      members.forEach(member -> copy.set(member.getKey(), reversed(member.getValue())));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = JSON.arrayNode();
      value.forEach(element -> copy.add(reversed(element)));
      return copy;
    }
    return value;
  }

  private List<Change> all() {
    visit("", "", "", root);
    return changes;
  }

  private void change(String operator, boolean breaks, JsonNode value) {
    changes.add(new Change((response ? "" : "accepted: ") + operator, breaks, value));
  }

  /** Changes what is at a place: a JSON pointer, and the same with * for each number. */
  private void visit(String pointer, String pattern, String name, JsonNode value) {
    if (!visited.add(pattern)) {
      return; // One element of a list stands for all.
    }
    boolean parameters = pattern.startsWith("/Parameters");
    boolean known = parameters || name.equals(ELEMENT) || !isUnknown(name);
    if (!pointer.isEmpty() && known) {
      replaced(pointer, name, value, parameters);
    }
    if (value.isObject()) {
      object(pointer, pattern, value, parameters);
    } else if (value.isArray()) {
      array(pointer, name, value);
      for (int i = 0; i < value.size(); i++) {
        visit(pointer + "/" + i, pattern + "/*", ELEMENT, value.get(i));
      }
    }
  }

  /** Requests may have members that the contract does not name. */
  private static boolean isUnknown(String name) {
    return !Set.of(
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
            "Parameters")
        .contains(name);
  }

  private void replaced(String pointer, String name, JsonNode value, boolean parameters) {
    if (!response && Set.of("Id", "State", "CreatedDate").contains(name)) {
      return; // Sent back by a client that got them; ignored.
    }
    for (JsonNode other :
        List.of(
            text("x"), number("7"), JSON.booleanNode(true), JSON.arrayNode(), JSON.objectNode())) {
      boolean same = other.getNodeType() == value.getNodeType();
      // A trustee without members is one, and so is a null beside it.
      boolean trustee = name.equals("Trustee") && other.isObject();
      // What may be null has another type, which a null does not show.
      if (!same && !trustee && !value.isNull()) {
        change("value of another type", true, set(pointer, other));
      }
    }
    if (value.isTextual() && !value.textValue().isEmpty()) {
      change("text as a list of one", true, set(pointer, JSON.arrayNode().add(value)));
    }
    if (value.isNumber()) {
      change("number as a text", true, set(pointer, text(value.asText())));
      change("integer with a fraction", true, set(pointer, number(value.asText() + ".0")));
    }
    if (!value.isNull()) {
      boolean never = parameters || neverNull.contains(name);
      change(
          never ? "null where it can't be" : "null where it may be",
          never,
          set(pointer, NullNode.instance));
    }
    for (JsonNode wrong : parameters ? List.<JsonNode>of() : WRONG.getOrDefault(name, List.of())) {
      if (wrong.getNodeType() == value.getNodeType()) {
        change("wrong value of " + name, true, set(pointer, wrong));
      }
    }
    if (parameters && value.isTextual()) {
      change("parameter of an error blank", true, set(pointer, text(" ")));
    }
    if (name.equals(ELEMENT) && value.isTextual() && RIGHTS.contains(value.textValue())) {
      for (String right : new String[] {"None", "read", "Admin", ""}) {
        change("right that there is not", true, set(pointer, text(right)));
      }
    }
  }

  private void object(String pointer, String pattern, JsonNode value, boolean parameters) {
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String name = member.getKey();
      if (parameters) {
        fineParameters(pointer, name);
      } else if (!isUnknown(name)) {
        boolean needed = required.contains(name);
        change(
            needed ? "member removed that has to be there" : "member removed that may be absent",
            needed,
            edit(pointer, object -> object.remove(name)));
        boolean breaks = response || needed;
        change(
            breaks ? "member under another name" : "member under another name, which is ignored",
            breaks,
            edit(pointer, object -> object.set(name + "x", object.remove(name))));
        change(
            breaks ? "member in other capitals" : "member in other capitals, which is ignored",
            breaks,
            edit(
                pointer,
                object ->
                    object.set(
                        name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                        object.remove(name))));
      }
      visit(
          pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
          pattern + "/" + (parameters ? "{}" : name),
          name,
          member.getValue());
    }
    if (parameters) {
      change(
          "parameter of an error that is no text",
          true,
          edit(pointer, object -> object.put(ADDED, 5)));
      change("error without parameters", true, edit(pointer, ObjectNode::removeAll));
      change(
          "parameter of an error without a name",
          true,
          edit(pointer, object -> object.put(" ", "x")));
    } else {
      change(
          response ? "member that is not documented" : "member that nobody knows, which is ignored",
          response,
          edit(pointer, object -> object.put(ADDED, 5)));
    }
  }

  private void fineParameters(String pointer, String name) {
    change(
        "parameter of an error about something else",
        false,
        edit(pointer, object -> object.set(name + "[0]", object.remove(name))));
  }

  private void array(String pointer, String name, JsonNode value) {
    if (name.equals("ClientIds")) {
      change("more clients than the limit", true, set(pointer, list(10_001)));
      change("as many clients as the limit", false, set(pointer, list(10_000)));
    }
    if (!value.isEmpty()) {
      change("list as an object", true, set(pointer, JSON.objectNode().set("0", value.get(0))));
      change("list of lists", true, set(pointer, JSON.arrayNode().add(value)));
      change("list without its elements", false, set(pointer, JSON.arrayNode()));
    }
  }

  private static ArrayNode list(int size) {
    ArrayNode list = JSON.arrayNode();
    for (int i = 0; i < size; i++) {
      list.add("client-" + i);
    }
    return list;
  }

  private interface Edit {
    void apply(ObjectNode object);
  }

  private JsonNode edit(String pointer, Edit edit) {
    JsonNode copy = root.deepCopy();
    edit.apply((ObjectNode) copy.at(pointer));
    return copy;
  }

  private JsonNode set(String pointer, JsonNode value) {
    if (pointer.isEmpty()) {
      return value;
    }
    JsonNode copy = root.deepCopy();
    int slash = pointer.lastIndexOf('/');
    String word = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
    JsonNode parent = copy.at(pointer.substring(0, slash));
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(word), value);
    } else {
      ((ObjectNode) parent).set(word, value);
    }
    return copy;
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static JsonNode number(String value) {
    return value.matches("-?[0-9]+")
        ? JSON.numberNode(new BigInteger(value))
        : JSON.numberNode(new BigDecimal(value));
  }
}
