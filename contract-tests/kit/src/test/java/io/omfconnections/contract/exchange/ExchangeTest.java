package io.omfconnections.contract.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  @Test
  void description_contains_no_secrets() {
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

  @Test
  void redacted_exchange_stays_the_same_when_redacted_again() {
    Exchange exchange =
        new Exchange(
            Request.of("GET", "/api/v1?access_token=hush-hush&a=b")
                .withHeader("Authorization", "Bearer (not shown)")
                .withBody("client_secret=(not shown)"),
            new Response(200, Headers.none(), Body.of("{\"access_token\":\"(not shown)\"}")));
    Exchange once = exchange.redacted();
    assertThat(once.request().target()).isEqualTo("/api/v1?access_token=(not shown)&a=b");
    assertThat(once.redacted().request().target()).isEqualTo(once.request().target());
    assertThat(once.response()).isEqualTo(exchange.response());
    assertThat(once.request().body()).isEqualTo(exchange.request().body());
    assertThat(exchange.redact("access_token=(not shown)hush")).doesNotContain("hush");
  }

  @Test
  void token_is_redacted_even_where_the_server_repeats_it() {
    String token = "eyJhbGciOiJFUzI1NiJ9.c2VjcmV0";
    Exchange exchange =
        new Exchange(
            Request.of("GET", "/api/v1?access_token=" + token)
                .withHeader("Authorization", "Bearer " + token),
            new Response(
                200,
                Headers.none().plus("X-Echo", "token " + token),
                Body.of("{\"seen\":\"" + token + "\"}")));
    Exchange raw =
        new Exchange(
            new Request(
                "GET",
                "/",
                Headers.none(),
                Body.of("GET / HTTP/9\r\nAuthorization: Bearer " + token + "\r\n\r\n"),
                false),
            new Response(505, Headers.none(), Body.empty()));

    assertThat(exchange.describe()).doesNotContain(token).contains("X-Echo: token", "seen");
    assertThat(exchange.redact("the token " + token + " in it"))
        .isEqualTo("the token (not shown) in it");
    assertThat(raw.describe()).doesNotContain(token).contains("GET / HTTP/9");
  }
}
