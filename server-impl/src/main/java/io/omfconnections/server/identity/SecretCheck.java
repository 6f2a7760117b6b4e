package io.omfconnections.server.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Compares secrets with a stored secret or hash, which it never exposes. */
public final class SecretCheck {
  private static final String PREFIX = "pbkdf2-sha256";
  private static final int ITERATIONS = 600_000; // recommended by OWASP for PBKDF2-HMAC-SHA256
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

  /** Returns a check against a secret in plain text. */
  static SecretCheck ofSecret(String secret) {
    return new SecretCheck(new byte[0], 0, secret.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns a check against a hash that {@link #hash} created.
   *
   * @throws IllegalArgumentException if the text is not such a hash
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
      throw new IllegalArgumentException("must have a number of iterations", e);
    }
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException("must have 1 to " + MAX_ITERATIONS + " iterations");
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] hash = Base64.getDecoder().decode(parts[3]);
    if (salt.length == 0 || hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("has a salt or hash of the wrong length");
    }
    return new SecretCheck(salt, iterations, hash);
  }

  /** Hashes a secret with a new salt, for the property {@code secretHash} of a directory file. */
  public static String hash(String secret) {
    return hash(secret, ITERATIONS);
  }

  /** Hashes a secret with a new salt and the given number of iterations. */
  static String hash(String secret, int iterations) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder();
    return String.join(
        "$",
        PREFIX,
        Integer.toString(iterations),
        base64.encodeToString(salt),
        base64.encodeToString(derive(secret, salt, iterations)));
  }

  /** Costs as much time as comparing a secret with a hash of this number of iterations. */
  static void spend(String secret, int iterations) {
    if (iterations > 0) {
      derive(secret, new byte[SALT_BYTES], iterations);
    }
  }

  /**
   * Returns the number of iterations of the hash, which are the cost of a comparison; 0 if none.
   */
  int iterations() {
    return iterations;
  }

  /** Returns whether the secret is correct. Compares in constant time. */
  boolean accepts(String secret) {
    byte[] given =
        iterations == 0
            ? secret.getBytes(StandardCharsets.UTF_8)
            : derive(secret, salt, iterations);
    return MessageDigest.isEqual(hash, given);
  }

  /**
   * Returns a value that tells whether the same secret is given again. It changes if the stored
   * secret or hash does.
   *
   * @param mac a keyed hash, whose key is not stored
   */
  byte[] fingerprint(Mac mac, String secret) {
    mac.update(
        ByteBuffer.allocate(2 * Integer.BYTES).putInt(salt.length).putInt(hash.length).flip());
    mac.update(salt);
    mac.update(hash);
    return mac.doFinal(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] derive(String secret, byte[] salt, int iterations) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(
              new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no PBKDF2WithHmacSHA256", e);
    }
  }
}
