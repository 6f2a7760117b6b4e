package io.omfconnections.contract.bodies;

import io.omfconnections.contract.exchange.Body;

/**
 * One body, and how to make it again.
 *
 * @param seed the generator's seed
 * @param index its number under that seed, from 0 on
 * @param operationId the operation that it is for
 * @param version the version that it is for
 * @param kind what kind it is of
 * @param change what was done to it, and where
 * @param token stands in each text of its lists, and in no other body's: who looks for a client
 *     that another body might name looks for one without it
 * @param body its bytes
 */
public record GeneratedBody(
    long seed,
    int index,
    String operationId,
    String version,
    Kind kind,
    String change,
    String token,
    Body body) {
  private static final int SHOWN = 600;

  /** All of it for people to read, the bytes escaped and cut off. */
  public String describe() {
    return "seed "
        + seed
        + ", index "
        + index
        + ", "
        + operationId
        + " "
        + version
        + ", "
        + kind
        + " ("
        + change
        + "), "
        + body.size()
        + " bytes: "
        + shown();
  }

  private String shown() {
    StringBuilder text = new StringBuilder();
    byte[] bytes = body.bytes();
    for (int i = 0; i < bytes.length; i++) {
      if (text.length() >= SHOWN) {
        return text.append("...").toString();
      }
      int b = bytes[i] & 0xff;
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
