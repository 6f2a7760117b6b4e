package io.omfconnections.server.identity;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * Thrown when a secret is not checked at the moment. Says nothing about the secret or the client.
 */
@SuppressWarnings("serial") // never serialized
final class RetryLaterException extends Exception {
  private static final int TOO_MANY_REQUESTS = 429; // RFC 6585; the library has no constant for it

  private final int status;
  private final long seconds;

  private RetryLaterException(String message, int status, long seconds) {
    super(message);
    this.status = status;
    this.seconds = seconds;
  }

  /** Returns an exception for a caller that has sent too many wrong secrets. */
  static RetryLaterException tooManyWrongSecrets() {
    long seconds = GuessLimit.WINDOW.toSeconds();
    return new RetryLaterException(
        "Too many wrong secrets were sent. Try again after " + seconds + " seconds.",
        TOO_MANY_REQUESTS,
        seconds);
  }

  /** Returns an exception for a time of too many concurrent requests. */
  static RetryLaterException busy() {
    return new RetryLaterException(
        "Too many secrets are being checked. Try again after 5 seconds.",
        HTTPResponse.SC_SERVICE_UNAVAILABLE,
        5);
  }

  /** Returns the HTTP status code: 429 or 503. */
  int status() {
    return status;
  }

  /** Returns the number of seconds for the header field {@code Retry-After}. */
  long seconds() {
    return seconds;
  }
}
