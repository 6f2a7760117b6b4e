package io.omfconnections.contract.cli;

/**
 * Thrown when the command cannot check anything, so that it is unknown whether the contract is kept
 * (exit status 2). The message is shown to the user: what is wrong, and what to do.
 */
final class CannotCheckException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotCheckException(String message) {
    super(message);
  }
}
