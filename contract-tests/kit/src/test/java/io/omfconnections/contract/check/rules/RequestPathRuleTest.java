package io.omfconnections.contract.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.model.Contract;
import org.junit.jupiter.api.Test;

class RequestPathRuleTest {
  @Test
  void accepted_path_parameter_that_breaks_its_schema_is_reported() {
    // Path parameters of the contract are strings of any form, so this changes the contract.
    JsonNode document = RuleCases.CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/namespaceId/schema")).put("format", "uuid");
    ContractCheck check = new ContractCheck(Contract.of(document));

    assertThat(check.check(RuleCases.VALID.of("getOmfConnection", 200)))
        .extracting(Violation::rule)
        .containsOnly(Rule.REQUEST_PATH);
    assertThat(check.check(RuleCases.VALID.of("getOmfConnection", 404))).isEmpty();
  }
}
