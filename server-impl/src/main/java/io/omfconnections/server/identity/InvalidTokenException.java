package io.omfconnections.server.identity;

/**
 * A token that does not say who is calling. The message tells the caller why, and holds no token.
 */
@SuppressWarnings("serial") // never serialized
public final class InvalidTokenException extends Exception {
  /** For the reason given. */
  public InvalidTokenException(String message) {
    super(message);
  }
}
