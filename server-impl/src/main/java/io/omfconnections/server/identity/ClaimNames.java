package io.omfconnections.server.identity;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the claims of an access token that identify the caller. If no claim has exactly the
 * name, it is the path of a property inside a claim: names that are separated by dots, such as
 * {@code realm_access.roles}, or a JSON pointer (RFC 6901), such as {@code /realm_access/roles}.
 *
 * @param tenant the claim with the identifier of the tenant
 * @param client the claim with the identifier of the client that the token was issued to
 * @param user the claim with the identifier of the user; if the claim is missing, or contains the
 *     identifier of the client, the token identifies the client
 * @param roles the claim with the identifiers of the roles: a list of strings, or one string
 */
public record ClaimNames(String tenant, String client, String user, String roles) {
  /**
   * The names in the tokens of the built-in issuer ({@code client_id}, {@code sub} and {@code
   * roles} as in RFC 9068).
   */
  public static final ClaimNames DEFAULT = new ClaimNames("tid", "client_id", "sub", "roles");

  /** Returns the value of the claim or property with this name; null if there is none. */
  static @Nullable Object find(Map<String, Object> claims, String name) {
    Object exact = claims.get(name);
    if (exact != null) {
      return exact;
    }
    Object value = claims;
    if (name.startsWith("/")) {
      for (JsonPointer rest = JsonPointer.compile(name); !rest.matches(); rest = rest.tail()) {
        value = property(value, rest.getMatchingProperty());
      }
    } else {
      for (String property : name.split("\\.", -1)) {
        value = property(value, property);
      }
    }
    return value;
  }

  private static @Nullable Object property(@Nullable Object value, String name) {
    return value instanceof Map<?, ?> object ? object.get(name) : null;
  }
}
