package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.any;
import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.plusHeader;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;

import io.omfconnections.contract.check.ValidExchanges;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TokenExposedRuleTest {
  @TestFactory
  Stream<DynamicTest> responses_with_the_token_are_reported() {
    RuleCases cases = new RuleCases(Rule.TOKEN_EXPOSED);
    cases.add("in an error body", isError(), put("/Reason", ValidExchanges.TOKEN));
    cases.add("in a header field", any(), plusHeader("X-Token", "was " + ValidExchanges.TOKEN));
    return cases.tests();
  }
}
