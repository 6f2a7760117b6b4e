package io.omfconnections.contract.check.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.recording.ContractViolationError;
import io.omfconnections.contract.recording.Recorder;
import org.junit.jupiter.api.Test;

class OperationIdUniqueRuleTest {
  private final Exchange exchange = RuleCases.VALID.of("getOmfConnection", 200);

  @Test
  void second_response_with_an_operation_id_is_reported() {
    OperationIdUniqueRule rule = new OperationIdUniqueRule();

    assertThat(rule.check(exchange)).isEmpty();
    assertThat(rule.check(exchange))
        .map(Problem::found)
        .hasValueSatisfying(found -> assertThat(found).contains("earlier response"));
  }

  @Test
  void responses_without_operation_id_are_allowed() {
    OperationIdUniqueRule rule = new OperationIdUniqueRule();
    Exchange without =
        exchange.withResponse(new Response(200, Headers.none(), exchange.response().body()));

    assertThat(rule.check(without)).isEmpty();
    assertThat(rule.check(without)).isEmpty();
  }

  @Test
  void recorder_applies_the_rule_to_all_its_exchanges() {
    Recorder recorder = new Recorder(RuleCases.CONTRACT);
    recorder.record(exchange);
    ContractViolationError error =
        catchThrowableOfType(ContractViolationError.class, () -> recorder.record(exchange));

    assertThat(error).hasMessageContaining("OPERATION_ID_UNIQUE");
    assertThat(recorder.exchanges()).hasSize(2);
    assertThat(recorder.violated()).isEqualTo(1);
  }
}
