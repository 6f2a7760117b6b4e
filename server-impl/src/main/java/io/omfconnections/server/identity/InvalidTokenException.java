package io.omfconnections.server.identity;

/**
 * Thrown when an access token is not accepted. The message is shown to the caller and never
 * contains the token.
 */
@SuppressWarnings("serial") // never serialized
public final class InvalidTokenException extends Exception {
  /** Creates an exception with the reason. */
  public InvalidTokenException(String message) {
    super(message);
  }
}
