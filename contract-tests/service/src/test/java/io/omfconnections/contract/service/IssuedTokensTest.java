package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Tokens;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tokens that the service issues count as long, and give as much, as its directory says. */
@ContractSuite
class IssuedTokensTest {
  @Test
  void a_token_counts_until_it_expires() {
    AdjustableClock clock = new AdjustableClock();
    try (OwnServer server = OwnServer.start(config -> config.clock(clock))) {
      Api hurried = server.api(Fixtures.HURRIED);
      Api patient = server.api(Fixtures.ADMINISTRATOR);
      hurried.list().expect(200);
      patient.list().expect(200);
      clock.advance(Duration.ofSeconds(55));
      hurried.list().expect(200);
      clock.advance(Duration.ofSeconds(6));
      Answer answer = hurried.list();
      answer.expect(401);
      assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      patient.list().expect(200);
      clock.advance(Duration.ofHours(1));
      patient.list().expect(401);
    }
  }

  @Test
  void a_token_of_another_server_does_not_count(Api api) {
    try (OwnServer server = OwnServer.start(config -> config)) {
      String token = server.tokens().of("administrator", "secret-of-administrator");
      api.as(Caller.withToken("administrator", 2, "administrator", token)).list().expect(401);
    }
  }

  @Test
  void the_lifetime_is_a_matter_of_configuration(Api api) {
    assertThat(token(api, Fixtures.HURRIED).path("expires_in").asInt()).isEqualTo(60);
    assertThat(token(api, Fixtures.ADMINISTRATOR).path("expires_in").asInt()).isEqualTo(3600);
  }

  @Test
  void names_and_secrets_of_any_characters_work_both_ways(Api api) {
    Caller odd = Caller.client("odd: one", "p%c3+s &=:w");
    token(api, odd);
    Request request =
        api.tokens()
            .tokenRequest("grant_type=client_credentials")
            .withHeader("Authorization", Tokens.basic(odd.id(), odd.secret()));
    new Answer(api.client().send(request)).expect(200);
    assertThat(api.as(odd).collectionRights().expect(200)).isEmpty();
  }

  @Test
  void a_client_is_found_by_its_exact_name_and_its_own_secret(Api api) {
    for (Caller wrong :
        List.of(
            Caller.client("Administrator", "secret-of-administrator"),
            Caller.client("administrator", "secret-of-administratoR"),
            Caller.client("administrator", "secret-of-operator"),
            Caller.client("nobody", "secret-of-nobody"))) {
      Answer answer =
          new Answer(
              api.client()
                  .send(api.tokens().tokenRequest(Tokens.grant(wrong.id(), wrong.secret()))));
      assertThat(answer.expect(401).path("error").asText()).isEqualTo("invalid_client");
      assertThat(answer.json().toString()).doesNotContain("secret-of");
    }
  }

  @Test
  void the_roles_are_those_of_the_directory_not_of_the_request(Api api) {
    Caller stranger = Fixtures.STRANGER;
    String wish = "&roles=" + Fixtures.ADMINISTRATOR_ROLE + "&scope=" + Fixtures.ADMINISTRATOR_ROLE;
    Request request =
        api.tokens().tokenRequest(Tokens.grant(stranger.id(), stranger.secret()) + wish);
    String token = new Answer(api.client().send(request)).expect(200).path("access_token").asText();
    api.as(Caller.withToken("stranger", 2, stranger.id(), token)).list().expect(403);
  }

  private static JsonNode token(Api api, Caller caller) {
    return new Answer(
            api.client()
                .send(api.tokens().tokenRequest(Tokens.grant(caller.id(), caller.secret()))))
        .expect(200);
  }
}
