package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isAcceptedWithBody;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;
import static io.omfconnections.contract.check.rules.ExchangeEdits.requestBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Body;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequestJsonRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_bodies_that_are_not_strict_json_are_reported() {
    RuleCases cases = new RuleCases(Rule.REQUEST_JSON);
    cases.add("no body", isAcceptedWithBody(), requestBody(text -> ""));
    cases.add("truncated", isAcceptedWithBody(), requestBody(text -> text.replaceFirst(".$", "")));
    cases.add("two values", isAcceptedWithBody(), requestBody(text -> text + text));
    cases.add(
        "duplicate property",
        isAcceptedWithBody(),
        requestBody(text -> "{\"x\":1,\"x\":1," + text.substring(1)));
    cases.add(
        "ISO 8859-1",
        isAcceptedWithBody(),
        request(
            request ->
                request.withBody(
                    Body.of(
                        ("{\"\u00fc\":1," + request.body().text().substring(1))
                            .getBytes(ISO_8859_1)))));
    cases.add(
        "unpaired surrogate",
        isAcceptedWithBody(),
        requestBody(text -> "{\"x\":\"\\udc00\"," + text.substring(1)));
    return cases.tests();
  }
}
