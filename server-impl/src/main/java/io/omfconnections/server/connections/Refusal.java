package io.omfconnections.server.connections;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why an operation was not done. Whatever was refused has changed nothing. */
@SuppressWarnings("serial") // never serialized
public final class Refusal extends RuntimeException {
  /** The kinds of refusal; what each becomes on the wire is for {@code rest} to say. */
  public enum Kind {
    /** What was sent can't be done. */
    INVALID,
    /** The caller lacks a right. */
    FORBIDDEN,
    /** There is no such thing. */
    NOT_FOUND,
    /** The request's time ran out. */
    TIMED_OUT,
    /** Something that the service needs is away: storage, or the keys of the issuer of tokens. */
    UNAVAILABLE,
    /** Storage did not answer in time. */
    STORAGE_TIMED_OUT
  }

  private final Kind kind;
  private final String reason;
  private final Map<String, String> parameters;

  /**
   * A refusal that is the caller's to mend.
   *
   * @param reason a sentence for the caller: what was wrong with this request
   * @param parameters the members or arguments at fault, and what was wrong with each
   */
  public Refusal(Kind kind, String reason, Map<String, String> parameters) {
    this(kind, reason, parameters, null);
  }

  /**
   * A refusal with a cause that belongs into the log, and not into the answer.
   *
   * @param cause what went wrong, or null
   */
  public Refusal(
      Kind kind, String reason, Map<String, String> parameters, @Nullable Throwable cause) {
    super(reason, cause);
    this.kind = kind;
    this.reason = reason;
    this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** The kind. */
  public Kind kind() {
    return kind;
  }

  /** What was wrong, in a sentence for the caller. */
  public String reason() {
    return reason;
  }

  /** What was at fault, by name. */
  public Map<String, String> parameters() {
    return parameters;
  }
}
