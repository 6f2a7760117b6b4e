package io.omfconnections.server.identity;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Client credentials in HTTP Basic authentication. RFC 6749, section 2.3.1, has clients encode both
 * as in a form; many clients send them as they are. So credentials that can't be decoded are taken
 * as they are, and so is a secret with a plus, if the decoded secret, which has a space, is wrong.
 *
 * @param clientId the client identifier
 * @param secrets what the secret can be, first the one that conforms to the specification
 */
record BasicCredentials(String clientId, Set<String> secrets) {
  private static final String SCHEME = "Basic ";

  /**
   * Returns the credentials of a header field Authorization; null if it is absent or has no
   * credentials in this form.
   */
  static @Nullable BasicCredentials of(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String credentials;
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
      credentials = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    int colon = credentials.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String id = credentials.substring(0, colon);
    String secret = credentials.substring(colon + 1);
    Set<String> secrets = new LinkedHashSet<>();
    try {
      id = decode(id);
      secrets.add(decode(secret));
    } catch (IllegalArgumentException e) {
      // Not encoded: the identifier is not either.
      id = credentials.substring(0, colon);
    }
    secrets.add(secret);
    return new BasicCredentials(id, secrets);
  }

  /** Returns the client identifier only: secrets must not become part of a log or a message. */
  @Override
  public String toString() {
    return "BasicCredentials[clientId=" + clientId + "]";
  }

  /** Returns a header field with the first secret, encoded as the specification has it. */
  String encoded() {
    String credentials = encode(clientId) + ":" + encode(secrets.iterator().next());
    return SCHEME
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
