package io.omfconnections.contract.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The body of an HTTP message: immutable bytes, without the framing. */
public final class Body {
  private static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the empty body, which also stands for no body. */
  public static Body empty() {
    return EMPTY;
  }

  /** Returns a body with a copy of the given bytes. */
  public static Body of(byte[] bytes) {
    return new Body(bytes.clone());
  }

  /** Returns a body with the given text in UTF-8. */
  public static Body of(String text) {
    return new Body(text.getBytes(UTF_8));
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether the body has no bytes. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Returns the number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** Decodes the bytes as UTF-8, with replacement characters for malformed input. */
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
