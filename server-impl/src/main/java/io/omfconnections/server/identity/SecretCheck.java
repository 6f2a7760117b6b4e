package io.omfconnections.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Tells whether a secret is the right one. Never shows what it compares with. */
public final class SecretCheck {
  private static final String PREFIX = "pbkdf2-sha256";
  private static final int ITERATIONS = 600_000; // OWASP's advice for PBKDF2 with HMAC-SHA-256
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private final byte[] salt;
  private final int iterations;
  private final byte[] hash;

  private SecretCheck(byte[] salt, int iterations, byte[] hash) {
    this.salt = salt;
    this.iterations = iterations;
    this.hash = hash;
  }

  /** A check against a secret that stands in the directory in the clear. */
  static SecretCheck ofSecret(String secret) {
    return new SecretCheck(new byte[0], 0, secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A check against what {@link #hash} made.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  static SecretCheck ofHash(String text) {
    String[] parts = text.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(PREFIX)) {
      throw new IllegalArgumentException(
          "must have the form " + PREFIX + "$iterations$salt$hash, as hash-secret prints it");
    }
    int iterations;
    try {
      iterations = Integer.parseInt(parts[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has iterations that are not a number", e);
    }
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException("needs 1 to " + MAX_ITERATIONS + " iterations");
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] hash = Base64.getDecoder().decode(parts[3]);
    if (salt.length == 0 || hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("has a salt or hash of the wrong length");
    }
    return new SecretCheck(salt, iterations, hash);
  }

  /** Makes a hash of a secret, with a new salt, for a directory's {@code secretHash}. */
  public static String hash(String secret) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        "$",
        PREFIX,
        Integer.toString(ITERATIONS),
        base64.encodeToString(salt),
        base64.encodeToString(derive(secret, salt, ITERATIONS)));
  }

  /** Whether this is the secret. Takes the same time wherever the first difference is. */
  boolean accepts(String secret) {
    byte[] given =
        iterations == 0
            ? secret.getBytes(StandardCharsets.UTF_8)
            : derive(secret, salt, iterations);
    return MessageDigest.isEqual(hash, given);
  }

  private static byte[] derive(String secret, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(
              new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 has PBKDF2WithHmacSHA256", e);
    }
  }
}
