package io.omfconnections.contract.http;

import java.io.IOException;

/** The server could not be reached, or closed the connection or fell silent before it answered. */
public final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(String message, IOException cause) {
    super(message, cause);
  }
}
