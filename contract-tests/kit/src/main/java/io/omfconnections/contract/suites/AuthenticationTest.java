package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has no token that counts, gets 401 with a challenge as RFC 6750 says. */
@ContractSuite
@Order(7)
class AuthenticationTest {
  @Test
  void without_a_token_the_challenge_names_no_error(Api api) {
    ApiResponse answer = api.as(Caller.anonymous()).list();
    answer.expect(401);
    // RFC 6750, section 3.1: no error code for who does not even try.
    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer x.y.z",
        "Bearer ..",
        "Bearer null",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Bearer eyJhbGciOiJub25lIn0.eyJ0aWQiOiJ4In0.",
        "Basic YWRtaW5pc3RyYXRvcjpzZWNyZXQ=",
        "Digest username=\"x\"",
        "x",
        "",
      })
  void what_is_no_token_is_unauthorized(String authorization, Api api) {
    Request request = api.request("getOmfConnections", "");
    api.send(request.withHeader("Authorization", authorization)).expect(401);
  }

  @Test
  void a_token_that_was_tampered_with_is_unauthorized(Api api) {
    Request request = api.request("getOmfConnections", "");
    api.send(request).expect(200);
    String right = request.headers().first("Authorization").orElseThrow();
    int middle = right.indexOf('.') + 5;
    char other = right.charAt(middle) == 'A' ? 'B' : 'A';
    for (String wrong :
        new String[] {
          right.substring(0, right.length() - 8),
          right + "x",
          right.replaceFirst("\\.[^.]*$", "."),
          right.replaceFirst("\\.[^.]*$", ""),
          right.substring(0, middle) + other + right.substring(middle + 1),
          right.replace("Bearer ", "Bearer x"),
          right + ", " + right,
        }) {
      ApiResponse answer = api.send(request.withHeader("Authorization", wrong));
      answer.expect(401);
    }
  }

  @Test
  void the_challenge_for_a_bad_token_names_the_error(Api api) {
    ApiResponse answer = api.as(Caller.withToken("x", 2, "x", "x.y.z")).list();
    answer.expect(401);
    assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @Test
  void the_scheme_is_matched_whatever_its_case(Api api) {
    Request request = api.request("getOmfConnections", "");
    String right = request.headers().first("Authorization").orElseThrow();
    api.send(request.withHeader("Authorization", right.replace("Bearer", "bearer"))).expect(200);
    api.send(request.withHeader("Authorization", right.replace("Bearer", "BEARER"))).expect(200);
  }

  @Test
  void a_token_in_the_address_does_not_count(Api api) {
    Request request = api.request("getOmfConnections", "");
    String token = request.headers().first("Authorization").orElseThrow().substring(7);
    api.send(
            request
                .withoutHeader("Authorization")
                .withTarget(request.target() + "?access_token=" + token))
        .expect(401);
  }

  @Test
  void nobody_learns_what_exists(Api api) {
    String id = api.createNamed("secret");
    Api nobody = api.as(Caller.anonymous());
    nobody.get(id).expect(401);
    nobody.get(Api.UNKNOWN_CONNECTION).expect(401);
    nobody.in(api.tenant(), "no-such-namespace").list().expect(401);
    nobody.in("no-such-tenant", api.namespace()).list().expect(401);
    nobody.create("{").expect(401);
  }
}
