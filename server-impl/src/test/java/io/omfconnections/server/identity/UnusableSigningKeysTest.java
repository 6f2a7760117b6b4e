package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.omfconnections.server.CapturedLog;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests keys that can't sign, in the database and in the file of earlier releases. */
@Timeout(60)
class UnusableSigningKeysTest extends SigningKeysFixture {
  private static final String FILE = "signing-keys.json";

  /**
   * A key that no other test uses. The JDK keeps values for signing (blinding) by the modulus and
   * one of the exponents. Those of a key of which the other exponent is changed make the unchanged
   * key fail in the same process.
   */
  private static final RSAKey KEY_TO_CHANGE = TestKeys.get(3);

  private final CapturedLog log = new CapturedLog(SigningKeys.class);

  @AfterEach
  void closeLog() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "null",
        "{}",
        "[]",
        "{\"kty\":\"RSA\"}",
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"
      })
  void damaged_key_is_reported_with_a_remedy_and_not_replaced(String jwk) {
    StoredKey damaged = new StoredKey(4, clock.instant(), jwk);
    store.keys.add(damaged);

    assertDamaged();
    assertThat(store.keys.read()).containsExactly(damaged);
  }

  /** Signing uses these properties. The others, such as the key id, may have any value. */
  @ParameterizedTest
  @ValueSource(strings = {"n", "e", "p", "q", "dp", "dq", "qi"})
  void key_with_a_changed_character_is_rejected(String property) {
    String jwk = KEY_TO_CHANGE.toJSONString();
    String start = "\"" + property + "\":\"";
    int changed = jwk.indexOf(start) + start.length() + 2;
    char other = jwk.charAt(changed) == 'A' ? 'B' : 'A';
    store.keys.add(
        new StoredKey(
            4, clock.instant(), jwk.substring(0, changed) + other + jwk.substring(changed + 1)));

    assertDamaged();
  }

  @Test
  void public_key_is_rejected() {
    store.keys.add(new StoredKey(4, clock.instant(), TestKeys.get(0).toPublicJWK().toJSONString()));

    assertDamaged();
  }

  @Test
  void key_that_is_too_short_is_rejected() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) pair.getPublic()).privateKey(pair.getPrivate()).build();
    store.keys.add(new StoredKey(4, clock.instant(), key.toJSONString()));

    assertDamaged();
  }

  private void assertDamaged() {
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "Signing key 4 in the database is damaged",
            "Restore a backup",
            "rotate-signing-key --revoke");
  }

  @Test
  void key_of_a_file_becomes_the_first_one_and_the_file_is_left(@TempDir Path folder)
      throws IOException {
    String content = new JWKSet(TestKeys.get(2)).toString(false);
    Path file = Files.writeString(folder.resolve(FILE), content);

    assertThat(SigningKeys.open(store, file, clock).signing().id()).isEqualTo(id(2));
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L);
    assertThat(store.keys.read().get(0).createdAt()).isEqualTo(clock.instant());
    assertThat(file).hasContent(content);
    assertThat(log.messages()).singleElement().asString().contains(file.toString(), "remove it");
  }

  @Test
  void file_is_not_reported_as_copied_if_another_process_has_stored_a_key(@TempDir Path folder)
      throws IOException {
    Path file =
        Files.writeString(folder.resolve(FILE), new JWKSet(TestKeys.get(2)).toString(false));
    store.beforeAdd = () -> store.keys.add(stored(1, 0));

    assertThat(SigningKeys.open(store, file, clock).signing().id()).isEqualTo(id(0));
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void file_is_not_read_if_the_database_has_a_key(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve(FILE), "damaged");
    store.keys.add(stored(1, 0));

    assertThat(SigningKeys.open(store, file, clock).signing().id()).isEqualTo(id(0));
  }

  @Test
  void missing_file_has_no_effect(@TempDir Path folder) {
    SigningKeys keys = SigningKeys.open(store, folder.resolve(FILE), clock);

    assertThat(published(keys)).hasSize(1);
    assertThat(folder).isEmptyDirectory();
    assertThat(log.messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}"})
  void damaged_file_is_reported_with_a_remedy_and_not_replaced(String content, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve(FILE), content);

    assertThatThrownBy(() -> SigningKeys.open(store, file, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), "Restore it, or remove it");
    assertThat(file).hasContent(content);
    assertThat(store.keys.read()).isEmpty();
  }

  /** A damaged key in the database would have another remedy. */
  @Test
  void file_with_a_key_that_can_not_sign_is_not_imported(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(FILE), new JWKSet(TestKeys.get(0).toPublicJWK()).toString(false));

    assertThatThrownBy(() -> SigningKeys.open(store, file, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), "Restore it, or remove it");
    assertThat(store.keys.read()).isEmpty();
  }

  @Test
  void message_about_a_file_that_is_not_text_says_what_to_do(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve(FILE), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> SigningKeys.open(store, file, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Restore it, or remove it");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void message_about_an_unreadable_file_says_what_to_do(@TempDir Path folder) throws IOException {
    Path file = Files.createDirectory(folder.resolve(FILE)); // unreadable for root, too

    assertThatThrownBy(() -> SigningKeys.open(store, file, clock))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("The signing key " + file + " can't be read: ", "permission");
  }
}
