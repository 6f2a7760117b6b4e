package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Tokens;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Access tokens that the server issues have the lifetime and the roles of its tenant directory. */
@ContractSuite
@ServiceSuite
class IssuedTokensTest {
  @Test
  void token_is_accepted_until_it_expires(TestServers servers) {
    AdjustableClock clock = new AdjustableClock();
    try (InProcessServer server = servers.start(config -> config.clock(clock))) {
      Api shortLived = server.api(TestTenants.SHORT_LIVED_TOKENS);
      Api longLived = server.api(TestTenants.ADMINISTRATOR);
      shortLived.list().expect(200);
      longLived.list().expect(200);
      clock.advance(Duration.ofSeconds(55));
      shortLived.list().expect(200);
      clock.advance(Duration.ofSeconds(6));
      ApiResponse response = shortLived.list();
      response.expect(401);
      assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      longLived.list().expect(200);
      clock.advance(Duration.ofHours(1));
      longLived.list().expect(401);
    }
  }

  @Test
  void token_of_another_server_is_401(Api api, TestServers servers) {
    try (InProcessServer server = servers.start(config -> config)) {
      String token = server.tokens().of("administrator", "secret-of-administrator");
      api.as(Caller.withToken("administrator", 2, "administrator", token)).list().expect(401);
    }
  }

  @Test
  void token_lifetime_is_configured_per_client(Api api) {
    assertThat(token(api, TestTenants.SHORT_LIVED_TOKENS).path("expires_in").asInt()).isEqualTo(60);
    assertThat(token(api, TestTenants.ADMINISTRATOR).path("expires_in").asInt()).isEqualTo(3600);
  }

  @Test
  void credentials_with_special_characters_work_in_form_and_in_basic(Api api) {
    Caller special = Caller.client("odd: one", "p%c3+s &=:w");
    token(api, special);
    Request request =
        api.tokens()
            .tokenRequest("grant_type=client_credentials")
            .withHeader("Authorization", Tokens.basic(special.id(), special.secret()));
    new ApiResponse(api.client().send(request)).expect(200);
    assertThat(api.as(special).collectionAccessRights().expect(200)).isEmpty();
  }

  @Test
  void client_id_and_secret_must_match_exactly(Api api) {
    for (Caller wrong :
        List.of(
            Caller.client("Administrator", "secret-of-administrator"),
            Caller.client("administrator", "secret-of-administratoR"),
            Caller.client("administrator", "secret-of-operator"),
            Caller.client("unknown", "secret-of-unknown"))) {
      ApiResponse response =
          new ApiResponse(
              api.client()
                  .send(api.tokens().tokenRequest(Tokens.grant(wrong.id(), wrong.secret()))));
      assertThat(response.expect(401).path("error").asText()).isEqualTo("invalid_client");
      assertThat(response.json().toString()).doesNotContain("secret-of");
    }
  }

  @Test
  void roles_come_from_the_directory_not_from_the_token_request(Api api) {
    Caller client = TestTenants.CLIENT_WITHOUT_ROLES;
    String requested =
        "&roles=" + TestTenants.ADMINISTRATOR_ROLE + "&scope=" + TestTenants.ADMINISTRATOR_ROLE;
    Request request =
        api.tokens().tokenRequest(Tokens.grant(client.id(), client.secret()) + requested);
    String token =
        new ApiResponse(api.client().send(request)).expect(200).path("access_token").asText();
    api.as(Caller.withToken("no-roles", 2, client.id(), token)).list().expect(403);
  }

  private static JsonNode token(Api api, Caller caller) {
    return new ApiResponse(
            api.client()
                .send(api.tokens().tokenRequest(Tokens.grant(caller.id(), caller.secret()))))
        .expect(200);
  }
}
