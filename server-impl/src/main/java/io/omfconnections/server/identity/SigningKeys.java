package io.omfconnections.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.files.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.util.UUID;

/** Creates and loads the signing key of the built-in issuer. */
final class SigningKeys {
  private static final int BITS = 2048;
  private static final String FILE_NAME = "signing-keys.json";

  private SigningKeys() {}

  /** Returns a new key that is not stored. */
  static RSAKey generate() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("An RSA key can't be generated", e);
    }
  }

  /**
   * Returns the key that is stored in the folder. Creates it if it does not exist, in a file that
   * only its owner can read. If several processes start at the same time, all get the same key on
   * file systems with hard links.
   *
   * @throws UncheckedIOException if the folder can't be read or written
   * @throws IllegalArgumentException if the file is damaged: it can't be read as a key, or a token
   *     that is signed with it can't be verified with it
   */
  static RSAKey inFolder(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    try {
      PrivateFiles.createDirectories(folder);
      if (!Files.exists(file)) {
        create(folder, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The signing key "
              + file
              + " can't be created: "
              + FileErrors.reason(e)
              + ". Give the user of this process permission to write the directory.",
          e);
    }
    try {
      RSAKey key = parse(Files.readString(file));
      check(key);
      return key;
    } catch (CharacterCodingException | ParseException | JOSEException | RuntimeException e) {
      // nimbus-jose-jwt throws unchecked exceptions for some malformed keys.
      throw new IllegalArgumentException(
          file
              + " does not contain a valid signing key. Restore it, or remove it to have a new key"
              + " created, which makes all existing tokens invalid.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The signing key "
              + file
              + " can't be read: "
              + FileErrors.reason(e)
              + ". Give the user of this process permission to read the file.",
          e);
    }
  }

  private static RSAKey parse(String text) throws ParseException {
    RSAKey key = JWKSet.parse(text).getKeys().get(0).toRSAKey();
    if (!key.isPrivate()) {
      throw new ParseException("The private key is missing", 0);
    }
    return key;
  }

  /** Signs and verifies once: the parts of a key that was changed do not match. */
  private static void check(RSAKey key) throws JOSEException {
    JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.RS256), new Payload("check"));
    token.sign(new RSASSASigner(key));
    if (!token.verify(new RSASSAVerifier(key))) {
      throw new JOSEException("The private key does not match the public key");
    }
  }

  /** Writes and syncs a temporary file, then links it, so that no process reads a partial file. */
  private static void create(Path folder, Path file) throws IOException {
    Path temporary = file.resolveSibling(FILE_NAME + "." + UUID.randomUUID());
    PrivateFiles.createFile(temporary);
    try {
      Files.write(
          temporary,
          new JWKSet(generate()).toString(false).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.SYNC);
      try {
        Files.createLink(file, temporary);
      } catch (FileAlreadyExistsException e) {
        return; // another process was first: use its key
      } catch (UnsupportedOperationException e) {
        Files.move(temporary, file);
      }
      syncFolder(folder);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    if (!PrivateFiles.isPosix(folder)) {
      return; // Windows can't open a folder as a file
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
