package io.omfconnections.server.rest;

import com.nimbusds.oauth2.sdk.token.BearerTokenError;
import io.omfconnections.server.identity.IdentityProvider;
import io.omfconnections.server.identity.InvalidTokenException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Authenticates the bearer token (RFC 6750) of requests to operations of the contract. */
final class AuthenticationFilter implements RequestFilter {
  private static final String SCHEME = "Bearer ";
  private static final String REALM = "omf-connections";

  private final IdentityProvider provider;

  AuthenticationFilter(IdentityProvider provider) {
    this.provider = provider;
  }

  @Override
  public void filter(RequestContext request) {
    if (request.operation() == null) {
      return; // the endpoints of the built-in issuer need no token
    }
    List<String> values = request.headers(HttpHeaders.AUTHORIZATION);
    if (values.isEmpty()) {
      throw unauthorized(
          BearerTokenError.MISSING_TOKEN, "The access token is missing.", "is missing");
    }
    String token = values.size() == 1 ? token(values.get(0)) : null;
    if (token == null) {
      throw unauthorized(
          BearerTokenError.INVALID_TOKEN.setDescription("must be exactly one Bearer token"),
          "The header field Authorization must contain exactly one Bearer token.",
          "must be Bearer, a space, and the token");
    }
    try {
      request.identity(provider.authenticate(token, request.directory()));
    } catch (InvalidTokenException e) {
      request.tokenFault(String.valueOf(e.getMessage()));
      throw unauthorized(
          BearerTokenError.INVALID_TOKEN.setDescription(headerSafe(e.getMessage())),
          "The access token is not accepted.",
          String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String token(String value) {
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String token = value.substring(SCHEME.length()).strip();
    return token.isEmpty() ? null : token;
  }

  private static ApiException unauthorized(BearerTokenError error, String reason, String detail) {
    return new ApiException(
        ErrorCode.UNAUTHORIZED,
        reason,
        Map.of(HttpHeaders.AUTHORIZATION, detail),
        Map.of(HttpHeaders.WWW_AUTHENTICATE, error.setRealm(REALM).toWWWAuthenticateHeader()));
  }

  /** Replaces characters that error_description must not contain (RFC 6750, section 3). */
  private static String headerSafe(@Nullable String text) {
    return text == null ? "" : text.replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "'");
  }
}
