package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {
  private static final String FILE = "signing-keys.json";

  @Test
  void key_is_stored(@TempDir Path folder) throws Exception {
    RSAKey key = SigningKeys.inFolder(folder);

    RSAKey again = SigningKeys.inFolder(folder);

    assertThat(again.toRSAPrivateKey().getEncoded()).isEqualTo(key.toRSAPrivateKey().getEncoded());
    assertThat(again.getKeyID()).isNotEmpty().isEqualTo(key.getKeyID());
  }

  @Test
  void key_has_2048_bits_and_each_folder_has_its_own(@TempDir Path folder) {
    RSAKey key = SigningKeys.inFolder(folder.resolve("one"));

    assertThat(key.size()).isEqualTo(2048);
    assertThat(key.getKeyID()).isNotEqualTo(SigningKeys.inFolder(folder.resolve("two")).getKeyID());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void key_file_is_readable_by_its_owner_only_and_no_temporary_file_remains(@TempDir Path folder)
      throws IOException {
    SigningKeys.inFolder(folder);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(FILE))))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve(FILE));
    }
  }

  @Test
  void concurrent_starts_get_the_same_key(@TempDir Path folder) throws Exception {
    int count = 6;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    CountDownLatch start = new CountDownLatch(count);
    try {
      List<Future<String>> keys = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        keys.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return SigningKeys.inFolder(folder).getKeyID();
                }));
      }
      String kept = SigningKeys.inFolder(folder).getKeyID();
      for (Future<String> key : keys) {
        assertThat(key.get()).isEqualTo(kept);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "null",
        "{}",
        "[]",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"RSA\"}]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}"
      })
  void damaged_file_is_reported_with_a_remedy_and_not_replaced(String content, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve(FILE), content);

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Restore it, or remove it");
    assertThat(file).hasContent(content);
  }

  /** Signing uses these properties. The others, such as the key id, may have any value. */
  @ParameterizedTest
  @ValueSource(strings = {"n", "e", "p", "q", "dp", "dq", "qi"})
  void key_with_a_changed_character_is_rejected(String property, @TempDir Path folder)
      throws IOException {
    SigningKeys.inFolder(folder);
    Path file = folder.resolve(FILE);
    String content = Files.readString(file);
    String start = "\"" + property + "\":\"";
    int changed = content.indexOf(start) + start.length() + 2;
    char other = content.charAt(changed) == 'A' ? 'B' : 'A';
    Files.writeString(file, content.substring(0, changed) + other + content.substring(changed + 1));

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Restore it, or remove it");
  }

  @Test
  void key_that_is_too_short_is_rejected(@TempDir Path folder) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) pair.getPublic()).privateKey(pair.getPrivate()).build();
    Files.writeString(folder.resolve(FILE), new JWKSet(key).toString(false));

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Restore it, or remove it");
  }

  @Test
  void message_about_a_file_that_is_not_text_says_what_to_do(@TempDir Path folder)
      throws IOException {
    Files.write(folder.resolve(FILE), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Restore it, or remove it");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void message_about_an_unreadable_file_says_what_to_do(@TempDir Path folder) throws IOException {
    Path file = Files.createDirectory(folder.resolve(FILE)); // unreadable for root, too

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("The signing key " + file + " can't be read: ", "permission");
  }

  @Test
  void message_about_a_folder_that_cannot_be_created_says_what_to_do(@TempDir Path folder)
      throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> SigningKeys.inFolder(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("can't be created: a file is in the place of a directory");
  }

  @Test
  void message_names_the_truncated_file(@TempDir Path folder) throws IOException {
    SigningKeys.inFolder(folder);
    Path file = folder.resolve(FILE);
    String content = Files.readString(file);
    Files.writeString(file, content.substring(0, content.length() / 2));

    assertThatThrownBy(() -> SigningKeys.inFolder(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString());
  }
}
