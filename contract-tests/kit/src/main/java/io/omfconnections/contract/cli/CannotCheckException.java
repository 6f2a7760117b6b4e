package io.omfconnections.contract.cli;

/** Nothing can be said about the contract; the message is a sentence that says what to mend. */
final class CannotCheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotCheckException(String message) {
    super(message);
  }
}
