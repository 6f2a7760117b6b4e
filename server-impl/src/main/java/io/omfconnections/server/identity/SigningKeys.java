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

/** The key with which the built-in issuer signs. */
final class SigningKeys {
  private static final int BITS = 2048;
  private static final String FILE_NAME = "signing-keys.json";

  private SigningKeys() {}

  /** A new key, for as long as the process lives. */
  static RSAKey inMemory() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java 17 can make RSA keys", e);
    }
  }

  /**
   * The key that is kept in the folder, readable by the owner only; made at the first start. Of
   * several processes that start at once one makes it, and the others read it.
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
      // Unchecked, too: nimbus throws so at some things that are no keys.
      throw new IllegalArgumentException(
          file
              + " does not hold the signing key that was written there. Restore it, or remove it to"
              + " have a new one made; tokens that are out are refused then.",
          e);
    }
  }

  private static RSAKey parse(String text) throws ParseException {
    RSAKey key = JWKSet.parse(text).getKeys().get(0).toRSAKey();
    if (!key.isPrivate()) {
      throw new ParseException("the private half is missing", 0);
    }
    return key;
  }

  /** Written aside, synced, then linked to its name: nobody ever reads half of it. */
  private static void create(Path folder, Path file) throws IOException {
    Path aside = file.resolveSibling(FILE_NAME + "." + UUID.randomUUID());
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(aside);
    }
    try {
      Files.write(
          aside,
          new JWKSet(inMemory()).toString(false).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.SYNC);
      try {
        Files.createLink(file, aside);
      } catch (FileAlreadyExistsException e) {
        return; // another process was first: its key counts
      } catch (UnsupportedOperationException e) {
        Files.move(aside, file);
      }
      syncFolder(folder);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
