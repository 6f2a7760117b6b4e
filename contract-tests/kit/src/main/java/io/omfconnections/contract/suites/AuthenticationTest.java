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

/** Requests without a valid bearer token get 401 and a challenge (RFC 6750). */
@ContractSuite
@Order(7)
class AuthenticationTest {
  @Test
  void missing_token_is_401_and_challenge_has_no_error_code(Api api) {
    ApiResponse response = api.as(Caller.anonymous()).list();
    response.expect(401);
    // RFC 6750, section 3.1: no error code if the request lacks authentication information.
    assertThat(response.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error=");
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
  void malformed_authorization_is_401(String authorization, Api api) {
    Request request = api.request("getOmfConnections", "");
    api.send(request.withHeader("Authorization", authorization)).expect(401);
  }

  @Test
  void tampered_token_is_401(Api api) {
    Request request = api.request("getOmfConnections", "");
    api.send(request).expect(200);
    String valid = request.headers().first("Authorization").orElseThrow();
    int middle = valid.indexOf('.') + 5;
    char other = valid.charAt(middle) == 'A' ? 'B' : 'A';
    for (String tampered :
        new String[] {
          valid.substring(0, valid.length() - 8),
          valid + "x",
          valid.replaceFirst("\\.[^.]*$", "."),
          valid.replaceFirst("\\.[^.]*$", ""),
          valid.substring(0, middle) + other + valid.substring(middle + 1),
          valid.replace("Bearer ", "Bearer x"),
          valid + ", " + valid,
        }) {
      api.send(request.withHeader("Authorization", tampered)).expect(401);
    }
  }

  @Test
  void invalid_token_is_401_and_challenge_has_error_code(Api api) {
    ApiResponse response = api.as(Caller.withToken("x", 2, "x", "x.y.z")).list();
    response.expect(401);
    assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @Test
  void bearer_scheme_is_case_insensitive(Api api) {
    Request request = api.request("getOmfConnections", "");
    String valid = request.headers().first("Authorization").orElseThrow();
    api.send(request.withHeader("Authorization", valid.replace("Bearer", "bearer"))).expect(200);
    api.send(request.withHeader("Authorization", valid.replace("Bearer", "BEARER"))).expect(200);
  }

  @Test
  void access_token_in_query_is_401(Api api) {
    Request request = api.request("getOmfConnections", "");
    String token = request.headers().first("Authorization").orElseThrow().substring(7);
    api.send(
            request
                .withoutHeader("Authorization")
                .withTarget(request.target() + "?access_token=" + token))
        .expect(401);
  }

  @Test
  void missing_token_is_401_whether_or_not_resource_exists(Api api) {
    String id = api.createNamed("secret");
    Api anonymous = api.as(Caller.anonymous());
    anonymous.get(id).expect(401);
    anonymous.get(Api.UNKNOWN_CONNECTION).expect(401);
    anonymous.in(api.tenant(), "no-such-namespace").list().expect(401);
    anonymous.in("no-such-tenant", api.namespace()).list().expect(401);
    anonymous.create("{").expect(401);
  }
}
