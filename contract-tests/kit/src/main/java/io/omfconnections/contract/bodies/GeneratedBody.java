package io.omfconnections.contract.bodies;

import io.omfconnections.contract.exchange.Body;

/**
 * A generated body, and the numbers that reproduce it.
 *
 * @param seed the seed of the generator
 * @param index the index of the body for that seed, from 0
 * @param operationId the operation to send the body to
 * @param version the API version to send the body to
 * @param kind the kind of the body
 * @param mutation what was changed and where
 * @param token a prefix that all strings in generated arrays have, and that no other body has: a
 *     client identifier without it may also be in other bodies
 * @param body the bytes
 */
public record GeneratedBody(
    long seed,
    int index,
    String operationId,
    String version,
    BodyKind kind,
    String mutation,
    String token,
    Body body) {
  private static final int MAX_SHOWN = 600;

  /** Describes the body for reports. The bytes are escaped, and truncated after 600 characters. */
  public String describe() {
    return String.format(
        "seed %d, index %d, %s %s, %s (%s), %d bytes: %s",
        seed, index, operationId, version, kind, mutation, body.size(), escapedBytes());
  }

  private String escapedBytes() {
    StringBuilder text = new StringBuilder();
    for (byte signed : body.bytes()) {
      if (text.length() >= MAX_SHOWN) {
        return text.append("...").toString();
      }
      int b = signed & 0xff;
      if (b < ' ' || b > '~') {
        text.append(String.format("<%02x>", b));
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return describe();
  }
}
