package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Tokens of another issuer count exactly when signature, algorithm and claims are right. */
@ContractSuite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalIssuerTest {
  private final TestIssuer issuer = TestIssuer.start();
  private final OwnServer server =
      OwnServer.start(
          config ->
              config.externalIssuer(
                  new ExternalIssuer(
                      issuer.uri(),
                      Set.of(TestIssuer.AUDIENCE, "another"),
                      issuer.jwksUri(),
                      ClaimNames.DEFAULT)));

  @BeforeAll
  void a_right_token_is_accepted_before_all_wrong_ones() {
    call(issuer.token(claims -> claims)).expect(200);
  }

  @AfterAll
  void close() {
    server.close();
    issuer.close();
  }

  private Answer call(String token) {
    return server.api(Caller.withToken("token", 2, "administrator", token)).list();
  }

  @TestFactory
  Stream<DynamicTest> a_wrong_token_is_unauthorized() {
    Date past = Date.from(Instant.now().minusSeconds(2));
    Date future = Date.from(Instant.now().plusSeconds(60));
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("expired", issuer.token(claims -> claims.expirationTime(past)));
    wrong.put("without expiry", issuer.token(claims -> claims.expirationTime(null)));
    wrong.put("not yet valid", issuer.token(claims -> claims.notBeforeTime(future)));
    wrong.put("of another issuer", issuer.token(claims -> claims.issuer("https://evil.example")));
    wrong.put("of no issuer", issuer.token(claims -> claims.issuer(null)));
    wrong.put(
        "of the issuer with a slash", issuer.token(claims -> claims.issuer(issuer.uri() + "/")));
    wrong.put("for another audience", issuer.token(claims -> claims.audience("another-api")));
    wrong.put("for no audience", issuer.token(claims -> claims.audience((String) null)));
    wrong.put("of no tenant", issuer.token(claims -> claims.claim("tid", null)));
    wrong.put("of a tenant that is a number", issuer.token(claims -> claims.claim("tid", 5)));
    wrong.put("of nobody", issuer.token(claims -> claims.subject(null).claim("client_id", null)));
    wrong.put(
        "with roles that are numbers", issuer.token(claims -> claims.claim("roles", List.of(1))));
    wrong.put("unsigned", issuer.unsigned());
    wrong.put("signed by a stranger", issuer.signedByStranger());
    wrong.put("signed with the public key as a secret", issuer.signedWithPublicKey());
    String right = issuer.token(claims -> claims);
    wrong.put("without its signature", right.substring(0, right.lastIndexOf('.') + 1));
    wrong.put("with a changed signature", right.substring(0, right.length() - 6) + "AAAAAA");
    wrong.put("with other claims", withClaimsOf(right, issuer.token(c -> c.subject("other"))));
    return wrong.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Answer answer = call(entry.getValue());
                      answer.expect(401);
                      assertThat(answer.header("WWW-Authenticate"))
                          .contains("error=\"invalid_token\"");
                    }));
  }

  private static String withClaimsOf(String token, String other) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
  }

  @Test
  void one_right_audience_of_many_is_enough() {
    call(issuer.token(claims -> claims.audience(List.of("x", "another")))).expect(200);
  }

  @Test
  void a_token_of_another_tenant_is_forbidden() {
    call(issuer.token(claims -> claims.claim("tid", Fixtures.OTHER_TENANT))).expect(403);
  }

  @Test
  void roles_count_only_as_the_token_has_them() {
    call(issuer.token(claims -> claims.claim("roles", List.of()))).expect(403);
    call(issuer.token(claims -> claims.claim("roles", null))).expect(403);
  }

  @Test
  void the_creators_kind_and_identifier_are_those_of_the_token() {
    Api user = server.api(issuer.user("alice", Fixtures.ADMINISTRATOR_ROLE));
    String id = user.createNamed("of a user");
    assertThat(user.owner(id).expect(200).path("Type").asInt()).isEqualTo(1);
    assertThat(user.owner(id).expect(200).path("ObjectId").asText()).isEqualTo("alice");
    Api client = server.api(issuer.client("robot", Fixtures.ADMINISTRATOR_ROLE));
    String other = client.createNamed("of a client");
    assertThat(client.owner(other).expect(200).path("Type").asInt()).isEqualTo(2);
    assertThat(client.owner(other).expect(200).path("ObjectId").asText()).isEqualTo("robot");
  }

  @Test
  void a_new_key_is_fetched_when_a_token_names_it() {
    String before = issuer.token(claims -> claims);
    call(before).expect(200);
    issuer.rotate(true);
    call(issuer.token(claims -> claims)).expect(200);
    call(before).expect(200);
  }

  @Test
  void tokens_of_a_made_up_key_do_not_make_the_server_fetch_keys_each_time() {
    int tokens = 100;
    int before = issuer.fetches();
    long start = System.nanoTime();
    try (TestIssuer stranger = TestIssuer.start()) {
      for (int i = 0; i < tokens; i++) {
        call(stranger.token(claims -> claims.issuer(issuer.uri().toString()))).expect(401);
      }
    }
    // Some a second, however many tokens there are; each fetch is of two documents.
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertThat((long) issuer.fetches() - before).isLessThanOrEqualTo(4 + 4 * seconds);
  }

  @Test
  void names_of_claims_are_a_matter_of_configuration() {
    try (OwnServer named =
        OwnServer.start(
            config ->
                config.externalIssuer(
                    new ExternalIssuer(
                        issuer.uri(),
                        Set.of(TestIssuer.AUDIENCE),
                        null, // found by discovery
                        new ClaimNames("org", "azp", "oid", "groups"))))) {
      String token =
          issuer.token(
              claims ->
                  claims
                      .claim("tid", null)
                      .claim("roles", null)
                      .claim("org", Fixtures.TENANT)
                      .claim("azp", "app")
                      .claim("oid", "bob")
                      .claim("groups", List.of(Fixtures.ADMINISTRATOR_ROLE)));
      Api api = named.api(Caller.withToken("bob", 1, "bob", token));
      String id = api.createNamed("of bob");
      assertThat(api.owner(id).expect(200).path("ObjectId").asText()).isEqualTo("bob");
    }
  }
}
