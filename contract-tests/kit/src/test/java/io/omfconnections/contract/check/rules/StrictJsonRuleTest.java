package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.body;
import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasObject;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasValue;
import static io.omfconnections.contract.check.rules.ExchangeEdits.parse;
import static io.omfconnections.contract.check.rules.ExchangeEdits.target;
import static io.omfconnections.contract.check.rules.ExchangeEdits.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StrictJsonRuleTest {
  @TestFactory
  Stream<DynamicTest> bodies_that_are_not_strict_json_are_reported() {
    RuleCases cases = new RuleCases(Rule.STRICT_JSON);
    cases.add("truncated", any(), text(text -> text.substring(0, text.length() - 1)));
    cases.add("only spaces", any(), text("  "));
    cases.add("HTML", any(), text("<html><body>Not found</body></html>"));
    cases.add("two values", any(), text(text -> text + "{}"));
    cases.add("trailing comma", hasObject(), text(text -> text.replaceFirst("}$", ",}")));
    cases.add(
        "duplicate property",
        hasObject().and(exchange -> exchange.response().body().size() > 2),
        text(text -> "{\"" + parse(text).fieldNames().next() + "\":null," + text.substring(1)));
    cases.add("byte order mark", any(), text(text -> "\uFEFF" + text));
    cases.add(
        "unpaired surrogate",
        hasValue("/Name"),
        text(text -> text.replaceFirst("\"Name\":\"", "\"Name\":\"\\\\ud83d")));
    cases.add(
        "ISO 8859-1",
        hasValue("/Name"),
        body(
            body ->
                Body.of(
                    body.text()
                        .replaceFirst("\"Name\":\"", "\"Name\":\"\u00fc")
                        .getBytes(ISO_8859_1))));
    cases.add("HTML for an unknown path", hasStatus(404), both(target("/nowhere"), text("<html>")));
    cases.add(
        "identity endpoint with a duplicate property",
        hasStatus(200),
        both(
            target("/identity/.well-known/openid-configuration"),
            text("{\"issuer\":\"a\",\"issuer\":\"b\"}")));
    return cases.tests();
  }
}
