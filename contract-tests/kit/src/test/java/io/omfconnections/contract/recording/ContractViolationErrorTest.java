package io.omfconnections.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.model.Contract;
import org.junit.jupiter.api.Test;

class ContractViolationErrorTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void message_shows_request_response_rule_and_pointer_but_no_token() {
    Exchange valid = new ValidExchanges(CONTRACT).of("getOmfConnection", 200);
    String body = valid.response().body().text().replaceFirst("\"Name\":\"[^\"]*\"", "\"Name\":5");
    Exchange invalid =
        valid.withResponse(new Response(200, valid.response().headers(), Body.of(body)));

    ContractViolationError error =
        catchThrowableOfType(
            ContractViolationError.class, () -> new Recorder(CONTRACT).record(invalid));

    assertThat(error)
        .hasMessageContaining("BODY_SCHEMA")
        .hasMessageContaining("#/components/schemas/OmfConnection/properties/Name/type")
        .hasMessageContaining("/Name integer found, string expected")
        .hasMessageContaining("GET /api/v1/tenants/")
        .hasMessageContaining("=> 200")
        .hasMessageContaining("\"Name\":5");
    assertThat(error.getMessage()).doesNotContain(ValidExchanges.TOKEN);
  }
}
