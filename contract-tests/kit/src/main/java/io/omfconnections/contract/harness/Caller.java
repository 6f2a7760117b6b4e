package io.omfconnections.contract.harness;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Someone who calls the server.
 *
 * @param name for people to read; a client's or user's identifier
 * @param type the type of trustee that the caller is: 1 a user, 2 a client
 * @param id the identifier of that trustee
 * @param secret the client's secret; empty for who has none
 * @param token gets the caller's token for the server that the given tokens are of; null: no token
 */
public record Caller(
    String name, int type, String id, String secret, Function<Tokens, @Nullable String> token) {

  /** A client that has a secret. */
  public static Caller client(String id, String secret) {
    return new Caller(id, 2, id, secret, tokens -> tokens.of(id, secret));
  }

  /** Someone who has this token. */
  public static Caller withToken(String name, int type, String id, String token) {
    return new Caller(name, type, id, "", tokens -> token);
  }

  /** Someone who has no token. */
  public static Caller nobody() {
    return new Caller("nobody", 0, "", "", tokens -> null);
  }

  /** The caller as a trustee of the tenant, in JSON. */
  public String trustee(String tenant) {
    return Bodies.trustee(type, id, tenant);
  }

  @Override
  public String toString() {
    return name;
  }
}
