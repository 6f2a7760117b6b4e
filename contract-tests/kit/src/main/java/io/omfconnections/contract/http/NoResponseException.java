package io.omfconnections.contract.http;

import java.io.IOException;

/**
 * Thrown when a request has no response that can be checked: the server cannot be reached, closes
 * the connection, times out, or sends something that is not an HTTP response.
 */
public final class NoResponseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoResponseException(String message, IOException cause) {
    super(message, cause);
  }
}
