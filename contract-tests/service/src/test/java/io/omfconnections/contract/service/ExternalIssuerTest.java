package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
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

/**
 * Tokens of an external issuer are accepted only with a valid signature, algorithm and claims (RFC
 * 7519, RFC 9068).
 */
@ServiceSuite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalIssuerTest {
  private final TestTokenIssuer issuer = TestTokenIssuer.start();
  private final TestServers servers;
  private final InProcessServer server;

  ExternalIssuerTest(TestServers servers) {
    this.servers = servers;
    this.server =
        servers.start(
            config ->
                config.externalIssuer(
                    new ExternalIssuer(
                        issuer.uri(),
                        Set.of(TestTokenIssuer.AUDIENCE, "another"),
                        issuer.jwksUri(),
                        ClaimNames.DEFAULT)));
  }

  @BeforeAll
  void valid_token_is_accepted_before_the_invalid_ones() {
    list(issuer.token(claims -> claims)).expect(200);
  }

  @AfterAll
  void close() {
    server.close();
    issuer.close();
  }

  private ApiResponse list(String token) {
    return server.api(Caller.withToken("token", 2, "administrator", token)).list();
  }

  @TestFactory
  Stream<DynamicTest> invalid_token_is_401() {
    Date past = Date.from(Instant.now().minusSeconds(2));
    Date future = Date.from(Instant.now().plusSeconds(60));
    Map<String, String> invalid = new LinkedHashMap<>();
    invalid.put("expired", issuer.token(claims -> claims.expirationTime(past)));
    invalid.put("no expiration time", issuer.token(claims -> claims.expirationTime(null)));
    invalid.put("not yet valid", issuer.token(claims -> claims.notBeforeTime(future)));
    invalid.put("other issuer", issuer.token(claims -> claims.issuer("https://evil.example")));
    invalid.put("no issuer", issuer.token(claims -> claims.issuer(null)));
    invalid.put(
        "issuer with a trailing slash", issuer.token(claims -> claims.issuer(issuer.uri() + "/")));
    invalid.put("other audience", issuer.token(claims -> claims.audience("another-api")));
    invalid.put("no audience", issuer.token(claims -> claims.audience((String) null)));
    invalid.put("no tenant", issuer.token(claims -> claims.claim("tid", null)));
    invalid.put("numeric tenant", issuer.token(claims -> claims.claim("tid", 5)));
    invalid.put(
        "neither user nor client",
        issuer.token(claims -> claims.subject(null).claim("client_id", null)));
    invalid.put("numeric roles", issuer.token(claims -> claims.claim("roles", List.of(1))));
    invalid.put("unsigned", issuer.unsigned());
    invalid.put("signed with an unknown key", issuer.signedWithUnknownKey());
    invalid.put("signed with the public key as HMAC secret", issuer.signedWithPublicKeyAsSecret());
    String valid = issuer.token(claims -> claims);
    invalid.put("signature removed", valid.substring(0, valid.lastIndexOf('.') + 1));
    invalid.put("signature changed", valid.substring(0, valid.length() - 6) + "AAAAAA");
    invalid.put("claims changed", withClaimsOf(valid, issuer.token(c -> c.subject("other"))));
    return invalid.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      ApiResponse response = list(entry.getValue());
                      response.expect(401);
                      assertThat(response.header("WWW-Authenticate"))
                          .contains("error=\"invalid_token\"");
                    }));
  }

  private static String withClaimsOf(String token, String other) {
    String[] parts = token.split("\\.", -1);
    return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
  }

  @Test
  void one_accepted_audience_of_several_is_enough() {
    list(issuer.token(claims -> claims.audience(List.of("x", "another")))).expect(200);
  }

  @Test
  void token_of_another_tenant_is_403() {
    list(issuer.token(claims -> claims.claim("tid", TestTenants.OTHER_TENANT))).expect(403);
  }

  @Test
  void roles_come_from_the_token_only() {
    list(issuer.token(claims -> claims.claim("roles", List.of()))).expect(403);
    list(issuer.token(claims -> claims.claim("roles", null))).expect(403);
  }

  @Test
  void owner_type_and_id_come_from_the_token() {
    Api user = server.api(issuer.user("alice", TestTenants.ADMINISTRATOR_ROLE));
    String id = user.createNamed("created by a user");
    assertThat(user.owner(id).expect(200).path("Type").asInt()).isEqualTo(1);
    assertThat(user.owner(id).expect(200).path("ObjectId").asText()).isEqualTo("alice");
    Api client = server.api(issuer.client("robot", TestTenants.ADMINISTRATOR_ROLE));
    String other = client.createNamed("created by a client");
    assertThat(client.owner(other).expect(200).path("Type").asInt()).isEqualTo(2);
    assertThat(client.owner(other).expect(200).path("ObjectId").asText()).isEqualTo("robot");
  }

  @Test
  void unknown_key_id_makes_the_server_fetch_the_keys() {
    String before = issuer.token(claims -> claims);
    list(before).expect(200);
    issuer.rotateKey();
    // Not at once if other tests have just used up the fetches that the server allows in a second.
    String after = issuer.token(claims -> claims);
    await().untilAsserted(() -> list(after).expect(200));
    list(before).expect(200);
  }

  @Test
  void key_fetches_are_rate_limited() {
    int tokens = 100;
    int before = issuer.fetches();
    long start = System.nanoTime();
    try (TestTokenIssuer other = TestTokenIssuer.start()) {
      for (int i = 0; i < tokens; i++) {
        list(other.token(claims -> claims.issuer(issuer.uri().toString()))).expect(401);
      }
    }
    // A few per second, however many tokens name an unknown key.
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertThat((long) issuer.fetches() - before).isLessThanOrEqualTo(4 + 4 * seconds);
  }

  @Test
  void claim_names_are_configurable() {
    try (InProcessServer named =
        servers.start(
            config ->
                config.externalIssuer(
                    new ExternalIssuer(
                        issuer.uri(),
                        Set.of(TestTokenIssuer.AUDIENCE),
                        null, // from the discovery document
                        new ClaimNames("org", "azp", "oid", "groups"))))) {
      String token =
          issuer.token(
              claims ->
                  claims
                      .claim("tid", null)
                      .claim("roles", null)
                      .claim("org", TestTenants.TENANT)
                      .claim("azp", "app")
                      .claim("oid", "bob")
                      .claim("groups", List.of(TestTenants.ADMINISTRATOR_ROLE)));
      Api api = named.api(Caller.withToken("bob", 1, "bob", token));
      String id = api.createNamed("created by bob");
      assertThat(api.owner(id).expect(200).path("ObjectId").asText()).isEqualTo("bob");
    }
  }
}
