package io.omfconnections.contract.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The bytes of a message's body. */
public final class Body {
  private static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A body without a byte, which HTTP does not tell from no body. */
  public static Body empty() {
    return EMPTY;
  }

  /** A body of the given bytes. */
  public static Body of(byte[] bytes) {
    return new Body(bytes.clone());
  }

  /** A body of the given text, in UTF-8. */
  public static Body of(String text) {
    return new Body(text.getBytes(UTF_8));
  }

  /** The bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether there is no byte. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** How many bytes there are. */
  public int size() {
    return bytes.length;
  }

  /** The bytes as text, with a replacement character for what is not UTF-8: for people to read. */
  public String text() {
    return new String(bytes, UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Body that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
