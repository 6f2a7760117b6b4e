package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.both;
import static io.omfconnections.contract.check.rules.ExchangeEdits.hasStatus;
import static io.omfconnections.contract.check.rules.ExchangeEdits.status;
import static io.omfconnections.contract.check.rules.ExchangeEdits.target;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UnknownPathRuleTest {
  private static final List<String> UNKNOWN_PATHS =
      List.of(
          "/",
          "/api",
          "/api/v1",
          "/api/v3/tenants/t/namespaces/n/omfConnections",
          "/v1/tenants/t/namespaces/n/omfConnections",
          "/api/v1/tenants/t/namespaces/n/omfConnection",
          "/api/v1/tenants//namespaces/n/omfConnections",
          "/api/v1//tenants/t/namespaces/n/omfConnections",
          "/api/v1/tenants/t/namespaces/n/omfConnections//",
          "/api/v1/tenants/t/namespaces/n/omfConnections;a=b",
          "/api/v1/tenants/t/namespaces/n/omfConnections/c/owner/x");

  @TestFactory
  Stream<DynamicTest> unknown_path_with_status_other_than_404_is_reported() {
    RuleCases cases = new RuleCases(Rule.UNKNOWN_PATH);
    for (String path : UNKNOWN_PATHS) {
      for (int status : new int[] {200, 400, 401, 403, 405, 500}) {
        cases.add(status + " for " + path, hasStatus(404), both(target(path), status(status)));
      }
    }
    return cases.tests();
  }
}
