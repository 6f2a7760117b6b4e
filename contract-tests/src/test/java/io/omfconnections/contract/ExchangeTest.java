package io.omfconnections.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.Exchange.Request;
import io.omfconnections.contract.Exchange.Response;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  @Test
  void what_is_shown_of_an_exchange_has_no_secret_in_it() {
    Exchange exchange =
        new Exchange(
            Request.of("POST", "/identity/connect/token")
                .withHeader("Authorization", "Basic aHVzaC1odXNo")
                .withBody("grant_type=client_credentials&client_secret=hush-hush&client_id=known"),
            new Response(
                200,
                Headers.none(),
                Body.of("{\"access_token\" : \"hush-hush\",\"expires_in\":3600}")));

    assertThat(exchange.toString())
        .doesNotContain("hush-hush", "aHVzaC1odXNo")
        .contains("client_id=known", "expires_in");
  }
}
