package io.omfconnections.server.rest;

/**
 * Decodes a body in the chunked transfer coding as its bytes arrive (RFC 9112, section 7.1).
 *
 * <p>Ignores chunk extensions and trailer fields, up to a limit. Everything else must follow the
 * grammar, and a line ends with CR LF and nothing else: a proxy in front of the service could
 * interpret a deviation differently.
 */
final class ChunkedDecoder {
  /** Maximum size of all chunk extensions and trailer fields of one body together, in bytes. */
  static final int MAX_IGNORED_BYTES = 16 * 1024;

  /** Maximum number of digits of a chunk size: any size up to 2^60 bytes. */
  private static final int MAX_SIZE_DIGITS = 15;

  private static final int HEXADECIMAL = 16;

  private enum State {
    SIZE,
    BEFORE_EXTENSION,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_LF,
    COMPLETE
  }

  /**
   * Part of a body.
   *
   * @param length how many bytes of data the array starts with after decoding
   * @param consumed how many bytes of the array were part of the body before decoding
   */
  record Part(int length, int consumed) {}

  private final StringBuilder trailer = new StringBuilder();
  private State state = State.SIZE;
  private int digits;
  private long remaining;
  private int ignored;

  /**
   * Decodes bytes, and moves the data in them to the start of the array.
   *
   * @param bytes the next bytes of the connection, which may go beyond the end of the body
   * @throws MalformedHttpException if the body is malformed
   */
  Part decode(byte[] bytes) {
    int length = 0;
    int next = 0;
    while (next < bytes.length && state != State.COMPLETE) {
      if (state == State.DATA) {
        int count = (int) Math.min(remaining, bytes.length - next);
        System.arraycopy(bytes, next, bytes, length, count);
        length += count;
        next += count;
        remaining -= count;
        state = remaining == 0 ? State.DATA_CR : State.DATA;
      } else {
        state = next(bytes[next++] & 0xFF);
      }
    }
    return new Part(length, next);
  }

  /** Returns whether the body has ended. */
  boolean isComplete() {
    return state == State.COMPLETE;
  }

  private State next(int b) {
    return switch (state) {
      case SIZE -> size(b);
      case BEFORE_EXTENSION -> beforeExtension(b);
      case EXTENSION -> extension(b);
      case SIZE_LF -> sizeEnd(b);
      case DATA_CR -> expect(b, '\r', State.DATA_LF, "has a chunk that is longer than its size");
      case DATA_LF -> expect(b, '\n', State.SIZE, "has a chunk that does not end with CR LF");
      case TRAILER -> trailer(b);
      case TRAILER_LF -> trailerEnd(b);
      default -> throw new IllegalStateException("no byte is expected in " + state);
    };
  }

  private State size(int b) {
    int digit = b < 0x80 ? Character.digit(b, HEXADECIMAL) : -1;
    if (digit >= 0) {
      require(++digits <= MAX_SIZE_DIGITS, "has a chunk size that is too large");
      remaining = remaining * HEXADECIMAL + digit;
      return State.SIZE;
    }
    require(digits > 0, "has a malformed chunk size");
    if (b == '\r') {
      return State.SIZE_LF;
    }
    return beforeExtension(b);
  }

  private State beforeExtension(int b) {
    require(b == ';' || b == ' ' || b == '\t', "has a malformed chunk size");
    ignore(b);
    return b == ';' ? State.EXTENSION : State.BEFORE_EXTENSION;
  }

  private State extension(int b) {
    if (b == '\r') {
      return State.SIZE_LF;
    }
    ignore(b);
    return State.EXTENSION;
  }

  private State sizeEnd(int b) {
    digits = 0;
    State next = remaining == 0 ? State.TRAILER : State.DATA;
    return expect(b, '\n', next, "has a chunk size that does not end with CR LF");
  }

  private State trailer(int b) {
    if (b == '\r') {
      return State.TRAILER_LF;
    }
    ignore(b);
    trailer.append((char) b);
    return State.TRAILER;
  }

  private State trailerEnd(int b) {
    State next = trailer.isEmpty() ? State.COMPLETE : State.TRAILER;
    require(
        trailer.isEmpty() || RequestHead.isField(trailer.toString()),
        "has a malformed trailer field");
    trailer.setLength(0);
    return expect(b, '\n', next, "has a trailer field that does not end with CR LF");
  }

  private void ignore(int b) {
    require(
        !RequestHead.isControl(b), "has a control character in a chunk extension or trailer field");
    require(
        ++ignored <= MAX_IGNORED_BYTES,
        "has chunk extensions or trailer fields of more than " + MAX_IGNORED_BYTES + " bytes");
  }

  private static State expect(int b, int expected, State next, String fault) {
    require(b == expected, fault);
    return next;
  }

  private static void require(boolean valid, String fault) {
    if (!valid) {
      throw new MalformedHttpException(fault);
    }
  }
}
