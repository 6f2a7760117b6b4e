package io.omfconnections.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.UUID;

/** Creates and loads the signing key of the built-in issuer. */
final class SigningKeys {
  private static final int BITS = 2048;
  private static final String FILE_NAME = "signing-keys.json";

  private SigningKeys() {}

  /** Returns a key that is not stored. It is the same for all servers of the process. */
  static RSAKey inMemory() {
    return InMemory.KEY;
  }

  private static final class InMemory {
    private static final RSAKey KEY = generate();
  }

  /** Returns a new key. */
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
   * @throws IllegalArgumentException if the file is damaged
   */
  static RSAKey inFolder(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        create(folder, file);
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParseException | RuntimeException e) {
      // nimbus-jose-jwt throws unchecked exceptions for some malformed keys.
      throw new IllegalArgumentException(
          file
              + " does not contain a signing key. Restore it, or remove it to have a new key"
              + " created, which makes all existing tokens invalid.",
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

  /** Writes and syncs a temporary file, then links it, so that no process reads a partial file. */
  private static void create(Path folder, Path file) throws IOException {
    Path temporary = file.resolveSibling(FILE_NAME + "." + UUID.randomUUID());
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(temporary);
    }
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
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
