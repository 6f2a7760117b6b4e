package io.omfconnections.contract.faulty;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.server.identity.ClaimNames;
import java.text.ParseException;
import java.util.Optional;

/**
 * The client that a token identifies, so that a fault in the proxy applies to whoever calls.
 *
 * @param client the identifier of the client
 * @param tenant the identifier of the client's tenant
 */
record TokenIdentity(String client, String tenant) {
  /** Returns the identity in the token of a request, which is not verified; empty without one. */
  static Optional<TokenIdentity> of(Request request) {
    String token = request.headers().first("Authorization").orElse("").replaceFirst("^\\S+ ", "");
    try {
      JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
      String client = claims.getStringClaim(ClaimNames.DEFAULT.client());
      String tenant = claims.getStringClaim(ClaimNames.DEFAULT.tenant());
      return client == null || tenant == null
          ? Optional.empty()
          : Optional.of(new TokenIdentity(client, tenant));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /** Returns the JSON of the client as a trustee. */
  String trustee() {
    return Caller.client(client, "").trustee(tenant);
  }
}
