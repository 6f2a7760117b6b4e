package io.omfconnections.server.connections;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a request can't be completed. Nothing has been changed, unless the kind is {@link
 * Kind#OUTCOME_UNKNOWN}.
 */
@SuppressWarnings("serial") // never serialized
public final class OperationException extends RuntimeException {
  /** The kinds of failure. {@code rest} maps each to a status code. */
  public enum Kind {
    /** The request's values are invalid. */
    INVALID,
    /** The caller lacks a right. */
    FORBIDDEN,
    /** The resource does not exist. */
    NOT_FOUND,
    /** The deadline of the request expired. */
    TIMED_OUT,
    /** Storage, or the signing keys of the token issuer, are not available. */
    UNAVAILABLE,
    /** Storage did not respond in time. */
    STORAGE_TIMED_OUT,
    /** Storage failed during the commit: the change may have been made, or not. */
    OUTCOME_UNKNOWN
  }

  private final Kind kind;
  private final String reason;
  private final Map<String, String> parameters;

  /**
   * Creates an exception without a cause.
   *
   * @param reason a sentence that tells the caller what was wrong
   * @param parameters the invalid properties or parameters, each with a description of the error
   */
  public OperationException(Kind kind, String reason, Map<String, String> parameters) {
    this(kind, reason, parameters, null);
  }

  /**
   * Creates an exception with a cause, which is logged but never shown to the caller.
   *
   * @param cause the cause, or null
   */
  public OperationException(
      Kind kind, String reason, Map<String, String> parameters, @Nullable Throwable cause) {
    super(reason, cause);
    this.kind = kind;
    this.reason = reason;
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Returns the kind of failure. */
  public Kind kind() {
    return kind;
  }

  /** Returns a sentence that tells the caller what was wrong. */
  public String reason() {
    return reason;
  }

  /** Returns the invalid properties or parameters, each with a description of the error. */
  public Map<String, String> parameters() {
    return parameters;
  }
}
