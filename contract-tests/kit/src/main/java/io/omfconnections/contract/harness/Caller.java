package io.omfconnections.contract.harness;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An identity that sends requests: a client or a user with an access token, or a caller without
 * one.
 *
 * @param name the name shown in reports
 * @param type the caller's {@code Trustee.Type}: 1 for a user, 2 for a client
 * @param id the caller's {@code Trustee.ObjectId}
 * @param secret the client secret; empty if the caller has none
 * @param token returns the caller's access token, given the tokens of the server; null for no token
 */
public record Caller(
    String name, int type, String id, String secret, Function<Tokens, @Nullable String> token) {

  /** Creates a client that obtains its token with its secret. */
  public static Caller client(String id, String secret) {
    return new Caller(id, 2, id, secret, tokens -> tokens.of(id, secret));
  }

  /** Creates a caller that sends the given token. */
  public static Caller withToken(String name, int type, String id, String token) {
    return new Caller(name, type, id, "", tokens -> token);
  }

  /** Creates a caller that sends no token. */
  public static Caller anonymous() {
    return new Caller("anonymous", 0, "", "", tokens -> null);
  }

  /** Returns the JSON of the caller as a trustee of the given tenant. */
  public String trustee(String tenant) {
    return Bodies.trustee(type, id, tenant);
  }

  @Override
  public String toString() {
    return name;
  }
}
