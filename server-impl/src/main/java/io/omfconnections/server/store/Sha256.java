package io.omfconnections.server.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash that identifies stored text. */
final class Sha256 {
  private Sha256() {}

  /** Returns the SHA-256 of the text in UTF-8, in hexadecimal. */
  static String hex(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(StoredText.utf8(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
