package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SigningKeysTest {
  private static final String FILE = "signing-keys.json";

  /** Generating keys takes most of the time of these tests. */
  private static final List<RSAKey> KEYS =
      List.of(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());

  /**
   * A key that no other test uses. The JDK keeps values for signing (blinding) by the modulus and
   * one of the exponents. Those of a key of which the other exponent is changed make the unchanged
   * key fail in the same process.
   */
  private static final RSAKey KEY_TO_CHANGE = SigningKey.generate();

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final TestStore store = new TestStore();

  /** Storage that counts how often it is read, and fails on request. */
  private static final class TestStore implements SigningKeyStore {
    private final InMemorySigningKeys keys = new InMemorySigningKeys();
    private int reads;
    private @Nullable RuntimeException failure;
    private Runnable beforeRead = () -> {};
    private Runnable beforeAdd = () -> {};

    @Override
    public List<StoredKey> read() {
      reads++;
      beforeRead.run();
      if (failure != null) {
        throw failure;
      }
      return keys.read();
    }

    @Override
    public boolean add(StoredKey key) {
      beforeAdd.run();
      return keys.add(key);
    }

    @Override
    public void remove(long number) {
      keys.remove(number);
    }
  }

  @Test
  void key_is_stored() {
    String first = create().signing().id();

    assertThat(first).isNotEmpty();
    assertThat(create().signing().id()).isEqualTo(first);
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L);
    assertThat(store.keys.read()).extracting(StoredKey::createdAt).containsExactly(clock.instant());
  }

  @Test
  void key_has_2048_bits_and_each_storage_has_its_own() {
    SigningKey key = create().signing();

    assertThat(key.publicKey().size()).isEqualTo(2048);
    assertThat(SigningKeys.open(new InMemorySigningKeys(), null, clock).signing().id())
        .isNotEqualTo(key.id());
  }

  @Test
  void start_uses_the_key_that_another_process_has_created_meanwhile() {
    store.beforeAdd = () -> store.keys.add(stored(1, 0));

    assertThat(create().signing().id()).isEqualTo(id(0));
    assertThat(store.keys.read()).hasSize(1);
  }

  @Test
  void published_keys_are_public() {
    assertThat(open().published().getKeys()).hasSize(1).noneMatch(JWK::isPrivate);
  }

  @Test
  void description_of_a_stored_key_does_not_contain_the_key() {
    assertThat(stored(7, 0).toString()).contains("7").doesNotContain("\"d\"", "kty");
  }

  // Rotation

  @Test
  void new_key_is_published_at_once_and_signs_after_a_delay() {
    store.keys.add(stored(1, 0));
    SigningKeys keys = open();
    clock.advance(Duration.ofDays(1));
    store.keys.add(stored(2, 1));
    clock.advance(SigningKeys.READ_INTERVAL);

    assertThat(published(keys)).containsExactly(id(0), id(1));
    assertThat(keys.signing().id()).isEqualTo(id(0));

    clock.advance(
        SigningKeys.ACTIVATION_DELAY.minus(SigningKeys.READ_INTERVAL).minus(Duration.ofNanos(1)));
    assertThat(keys.signing().id()).isEqualTo(id(0));
    clock.advance(Duration.ofNanos(1));
    assertThat(keys.signing().id()).isEqualTo(id(1));
    assertThat(published(keys)).containsExactly(id(0), id(1));
  }

  @Test
  void previous_key_is_published_until_its_last_token_has_expired() {
    store.keys.add(stored(1, 0));
    clock.advance(Duration.ofDays(1));
    store.keys.add(stored(2, 1));
    SigningKeys keys = open();

    Duration lastToken = SigningKeys.ACTIVATION_DELAY.plus(DirectoryFile.MAX_TOKEN_LIFETIME);
    clock.advance(lastToken);
    assertThat(published(keys)).containsExactly(id(0), id(1));
    clock.advance(SigningKeys.RETENTION.minus(lastToken).minus(Duration.ofNanos(1)));
    assertThat(published(keys)).containsExactly(id(0), id(1));
    clock.advance(Duration.ofNanos(1));
    assertThat(published(keys)).containsExactly(id(1));
  }

  @Test
  void only_key_signs_at_once() {
    store.keys.add(stored(5, 1));

    assertThat(open().signing().id()).isEqualTo(id(1));
  }

  @Test
  void rotation_adds_a_key_and_keeps_the_previous_one() {
    store.keys.add(stored(1, 0));
    clock.advance(Duration.ofDays(1));

    SigningKeys.rotate(store, clock, false);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L, 2L);
    assertThat(store.keys.read().get(1).createdAt()).isEqualTo(clock.instant());
    assertThat(published(open())).hasSize(2).contains(id(0));
  }

  @Test
  void rotation_removes_keys_whose_tokens_have_expired() {
    store.keys.add(stored(1, 0));
    clock.advance(Duration.ofDays(1));
    store.keys.add(stored(2, 1));
    clock.advance(SigningKeys.RETENTION.minus(Duration.ofNanos(1)));
    SigningKeys.rotate(store, clock, false);
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L, 2L, 3L);

    clock.advance(Duration.ofNanos(1));
    SigningKeys.rotate(store, clock, false);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(2L, 3L, 4L);
  }

  @Test
  void revocation_removes_all_other_keys_even_if_they_are_damaged() {
    store.keys.add(stored(1, 0));
    store.keys.add(new StoredKey(2, clock.instant(), "damaged"));

    SigningKeys.rotate(store, clock, true);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(3L);
    assertThat(published(open())).hasSize(1).doesNotContain(id(0));
  }

  @Test
  void rotation_before_the_first_start_adds_the_first_key() {
    SigningKeys.rotate(store, clock, false);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L);
  }

  @Test
  void two_rotations_at_once_add_two_keys() {
    store.keys.add(stored(1, 0));
    store.beforeAdd =
        () -> {
          store.beforeAdd = () -> {};
          store.keys.add(stored(2, 1)); // the other rotation
        };

    SigningKeys.rotate(store, clock, false);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L, 2L, 3L);
  }

  // Reading again

  @Test
  void keys_are_read_again_after_an_interval_and_not_before() {
    SigningKeys keys = open();
    int before = store.reads;

    clock.advance(SigningKeys.READ_INTERVAL.minus(Duration.ofNanos(1)));
    keys.signing();
    keys.published();
    assertThat(store.reads).isEqualTo(before);
    clock.advance(Duration.ofNanos(1));
    keys.signing();
    keys.published();
    assertThat(store.reads).isEqualTo(before + 1);
  }

  @Test
  void keys_are_read_again_if_the_clock_was_set_back() {
    SigningKeys keys = open();
    int before = store.reads;

    clock.advance(Duration.ofHours(-1));
    keys.signing();

    assertThat(store.reads).isEqualTo(before + 1);
  }

  @Test
  void known_keys_are_used_while_storage_is_not_available() {
    SigningKeys keys = open();
    String id = keys.signing().id();
    store.failure = unavailable();
    clock.advance(SigningKeys.READ_INTERVAL);
    int before = store.reads;

    assertThat(keys.signing().id()).isEqualTo(id);
    assertThat(store.reads).isEqualTo(before + 1);
    clock.advance(SigningKeys.RETRY_INTERVAL.minus(Duration.ofNanos(1)));
    assertThat(published(keys)).containsExactly(id);
    assertThat(store.reads).as("not for each request").isEqualTo(before + 1);

    clock.advance(Duration.ofNanos(1));
    store.failure = null;
    store.keys.add(stored(2, 1));
    assertThat(published(keys)).containsExactly(id, id(1));
  }

  @Test
  void known_keys_are_used_while_stored_keys_are_missing_or_damaged() {
    SigningKeys keys = open();
    String id = keys.signing().id();
    StoredKey key = store.keys.read().get(0);

    store.keys.remove(1);
    clock.advance(SigningKeys.READ_INTERVAL);
    assertThat(keys.signing().id()).isEqualTo(id);
    store.keys.add(new StoredKey(1, key.createdAt(), "damaged"));
    clock.advance(SigningKeys.READ_INTERVAL);
    assertThat(keys.signing().id()).isEqualTo(id);
    store.keys.remove(1);
    store.keys.add(stored(1, 1));
    clock.advance(SigningKeys.READ_INTERVAL);
    assertThat(keys.signing().id()).isEqualTo(id(1));
  }

  @Test
  void only_one_thread_reads_and_the_others_use_the_known_keys() throws Exception {
    SigningKeys keys = open();
    String id = keys.signing().id();
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch resume = new CountDownLatch(1);
    store.beforeRead =
        () -> {
          reading.countDown();
          await(resume);
        };
    clock.advance(SigningKeys.READ_INTERVAL);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<String> first = other.submit(() -> keys.signing().id());
      reading.await();

      assertThat(keys.signing().id()).isEqualTo(id);
      assertThatThrownBy(() -> select(keys, "unknown"))
          .as("an unknown key waits for a short time only")
          .isInstanceOf(JWKSetUnavailableException.class)
          .isNotInstanceOf(JWKSetRetrievalException.class);

      resume.countDown();
      assertThat(first.get()).isEqualTo(id);
      clock.advance(SigningKeys.READ_INTERVAL);
      int before = store.reads;
      keys.signing();
      assertThat(store.reads).as("the lock was released").isEqualTo(before + 1);
    } finally {
      other.shutdownNow();
    }
  }

  // Unknown keys

  @Test
  void known_key_is_selected_without_reading() throws Exception {
    store.keys.add(stored(1, 0));
    SigningKeys keys = open();
    clock.advance(SigningKeys.MIN_READ_INTERVAL);
    int before = store.reads;

    assertThat(select(keys, id(0))).containsExactly(id(0));
    assertThat(store.reads).isEqualTo(before);
  }

  @Test
  void unknown_key_is_found_by_reading_again() throws Exception {
    store.keys.add(stored(1, 0));
    SigningKeys keys = open();
    store.keys.add(stored(2, 1));

    clock.advance(SigningKeys.MIN_READ_INTERVAL.minus(Duration.ofNanos(1)));
    assertThat(select(keys, id(1))).as("read a moment ago").isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(select(keys, id(1))).containsExactly(id(1));
  }

  @Test
  void unknown_keys_cause_one_read_in_an_interval() throws Exception {
    SigningKeys keys = open();
    clock.advance(SigningKeys.MIN_READ_INTERVAL);
    int before = store.reads;

    for (int i = 0; i < 10; i++) {
      assertThat(select(keys, "unknown" + i)).isEmpty();
    }

    assertThat(store.reads).isEqualTo(before + 1);
  }

  @Test
  void unknown_key_can_not_be_judged_while_storage_is_not_available() throws Exception {
    SigningKeys keys = open();
    clock.advance(SigningKeys.MIN_READ_INTERVAL);
    store.failure = unavailable();

    assertThatThrownBy(() -> select(keys, "unknown"))
        .isInstanceOf(JWKSetRetrievalException.class)
        .hasCause(store.failure);

    store.failure = null;
    assertThat(select(keys, "unknown")).as("the lock was released").isEmpty();
  }

  @Test
  void interrupted_thread_stays_interrupted() {
    SigningKeys keys = open();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> select(keys, "unknown"))
        .isInstanceOf(JWKSetUnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  // Damaged keys

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
    store.keys.add(new StoredKey(4, clock.instant(), KEYS.get(0).toPublicJWK().toJSONString()));

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

  // The file of earlier releases

  @Test
  void key_of_a_file_becomes_the_first_one_and_the_file_is_left(@TempDir Path folder)
      throws IOException {
    String content = new JWKSet(KEYS.get(2)).toString(false);
    Path file = Files.writeString(folder.resolve(FILE), content);

    assertThat(SigningKeys.open(store, file, clock).signing().id()).isEqualTo(id(2));
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L);
    assertThat(store.keys.read().get(0).createdAt()).isEqualTo(clock.instant());
    assertThat(file).hasContent(content);
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
            folder.resolve(FILE), new JWKSet(KEYS.get(0).toPublicJWK()).toString(false));

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

  /** Opens the stored keys. Stores one if there is none, which is faster than creating it. */
  private SigningKeys open() {
    if (store.keys.read().isEmpty()) {
      store.keys.add(stored(1, 0));
    }
    return create();
  }

  private SigningKeys create() {
    return SigningKeys.open(store, null, clock);
  }

  private StoredKey stored(long number, int key) {
    return new StoredKey(number, clock.instant(), KEYS.get(key).toJSONString());
  }

  private static String id(int key) {
    return KEYS.get(key).getKeyID();
  }

  private static List<String> published(SigningKeys keys) {
    return ids(keys.published().getKeys());
  }

  private static List<String> select(SigningKeys keys, String id) throws KeySourceException {
    return ids(keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null));
  }

  private static List<String> ids(List<JWK> keys) {
    List<String> ids = new ArrayList<>();
    keys.forEach(key -> ids.add(key.getKeyID()));
    return ids;
  }

  private static OperationException unavailable() {
    return new OperationException(OperationException.Kind.UNAVAILABLE, "away", Map.of());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
