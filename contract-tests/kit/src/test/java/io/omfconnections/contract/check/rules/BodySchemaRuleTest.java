package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.hasArray;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isConnection;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.json;
import static io.omfconnections.contract.check.rules.ExchangeEdits.parse;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BodySchemaRuleTest {
  private static final String ITEM = "/RoleTrusteeAccessControlEntries/0";

  @TestFactory
  Stream<DynamicTest> invalid_connections_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_SCHEMA);
    cases.add("Name of 201 characters", hasValue("/Name"), put("/Name", "x".repeat(201)));
    cases.add(
        "Name of 201 characters outside the Basic Multilingual Plane",
        hasValue("/Name"),
        put("/Name", "\uD83D\uDE00".repeat(201)));
    cases.add("Name is a number", hasValue("/Name"), put("/Name", 5));
    cases.add(
        "Description of 1001 characters", hasValue("/Name"), put("/Description", "x".repeat(1001)));
    cases.add("unknown State", isConnection(), put("/State", "Updating"));
    cases.add("State in lower case", isConnection(), put("/State", "active"));
    cases.add("CreatedDate null", isConnection(), put("/CreatedDate", null));
    cases.add("CreatedDate is a number", isConnection(), put("/CreatedDate", 1_616_111_864L));
    cases.add(
        "CreatedDate is 29 February 2021",
        isConnection(),
        put("/CreatedDate", "2021-02-29T23:57:44.6109361Z"));
    cases.add(
        "CreatedDate with a space instead of T",
        isConnection(),
        put("/CreatedDate", "2021-03-18 23:57:44.6109361Z"));
    cases.add(
        "CreatedDate without a time zone",
        isConnection(),
        put("/CreatedDate", "2021-03-18T23:57:44.6109361"));
    cases.add("ClientIds is a string", isConnection(), put("/ClientIds", "a"));
    cases.add(
        "client null", isConnection(), json(root -> ((ArrayNode) root.at("/ClientIds")).addNull()));
    cases.add(
        "10001 clients",
        isConnection(),
        json(
            root -> {
              ArrayNode clients = ((ArrayNode) root.at("/ClientIds")).removeAll();
              for (int i = 0; i <= 10_000; i++) {
                clients.add("client-" + i);
              }
            }));
    cases.add("array instead of an object", isConnection(), text(text -> "[" + text + "]"));
    cases.add("null instead of an object", isConnection(), text("null"));
    cases.add("Results is a number", hasValue("/Results"), put("/Results", 1));
    cases.add(
        "array of connections without Results",
        hasValue("/Results"),
        text(text -> parse(text).at("/Results").toString()));
    return cases.tests();
  }

  @TestFactory
  Stream<DynamicTest> invalid_trustees_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_SCHEMA);
    cases.add("Type is a string", hasValue("/Type"), put("/Type", "1"));
    cases.add("Type is a name", hasValue("/Type"), put("/Type", "User"));
    cases.add("unknown Type", hasValue("/Type"), put("/Type", 4));
    cases.add("Type null", hasValue("/Type"), put("/Type", null));
    cases.add("ObjectId is a number", hasValue("/Type"), put("/ObjectId", 7));
    cases.add("unknown Type in a list", hasValue(ITEM), put(ITEM + "/Trustee/Type", 0));
    cases.add("Trustee is a string", hasValue(ITEM), put(ITEM + "/Trustee", "me"));
    return cases.tests();
  }

  @TestFactory
  Stream<DynamicTest> invalid_access_control_entries_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_SCHEMA);
    cases.add("unknown AccessType", hasValue(ITEM), put(ITEM + "/AccessType", 2));
    cases.add("AccessType is a name", hasValue(ITEM), put(ITEM + "/AccessType", "Allowed"));
    cases.add("unknown right", hasValue(ITEM), put(ITEM + "/AccessRights", 32));
    cases.add("negative AccessRights", hasValue(ITEM), put(ITEM + "/AccessRights", -1));
    cases.add(
        "AccessRights is an array",
        hasValue(ITEM),
        json(root -> ((ObjectNode) root.at(ITEM)).putArray("AccessRights").add("Read")));
    cases.add(
        "AccessRights with a fraction",
        hasValue(ITEM),
        text(text -> text.replaceFirst("\"AccessRights\":\\d+", "\"AccessRights\":3.0")));
    cases.add(
        "AccessRights beyond int64",
        hasValue(ITEM),
        put(ITEM + "/AccessRights", BigInteger.TWO.pow(63)));
    return cases.tests();
  }

  @TestFactory
  Stream<DynamicTest> invalid_access_rights_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_SCHEMA);
    cases.add("the right None", hasArray(), text("[\"None\"]"));
    cases.add("a right in lower case", hasArray(), text("[\"read\"]"));
    cases.add("a bit mask", hasArray(), text("31"));
    cases.add("null", hasArray(), text("null"));
    return cases.tests();
  }

  @TestFactory
  Stream<DynamicTest> invalid_errors_are_reported() {
    RuleCases cases = new RuleCases(Rule.BODY_SCHEMA);
    for (String name : List.of("OperationId", "Error", "Reason", "Resolution")) {
      cases.add(name + " is a number", isError(), put("/" + name, 1));
    }
    cases.add(
        "a parameter is an array",
        isError(),
        json(root -> ((ObjectNode) root.at("/Parameters")).putArray("Name").add("x")));
    return cases.tests();
  }
}
