package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isAcceptedWithBody;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RequestMediaTypeRuleTest {
  @TestFactory
  Stream<DynamicTest> accepted_bodies_of_undocumented_media_types_are_reported() {
    RuleCases cases = new RuleCases(Rule.REQUEST_MEDIA_TYPE);
    for (String type : List.of("text/plain", "application/xml", "application/jsonx", "")) {
      cases.add(
          "'" + type + "'",
          isAcceptedWithBody(),
          request(request -> request.withHeader("Content-Type", type)));
    }
    cases.add(
        "no Content-Type",
        isAcceptedWithBody(),
        request(request -> request.withoutHeader("Content-Type")));
    cases.add(
        "content coding",
        isAcceptedWithBody(),
        request(request -> request.withHeader("Content-Encoding", "gzip")));
    return cases.tests();
  }
}
