package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the rotation of keys. Long because several processes and the clock can interfere. */
@Timeout(60)
class SigningKeysTest extends SigningKeysFixture {
  @Test
  void key_is_stored() {
    String first = create().signing().id();

    assertThat(first).isNotEmpty();
    assertThat(create().signing().id()).isEqualTo(first);
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L);
    assertThat(store.keys.read()).extracting(StoredKey::createdAt).containsExactly(clock.instant());
  }

  @Test
  void each_key_is_new_and_has_2048_bits() {
    SigningKeys.open(store, null, clock);
    SigningKeys.rotate(store, clock, false);

    List<JWK> keys = create().published().getKeys();
    assertThat(keys).hasSize(2).allMatch(key -> key.size() == 2048);
    assertThat(ids(keys)).doesNotHaveDuplicates();
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

    rotate(false);

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
    rotate(false);
    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(1L, 2L, 3L);

    clock.advance(Duration.ofNanos(1));
    rotate(false);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(2L, 3L, 4L);
  }

  @Test
  void revocation_removes_all_other_keys_even_if_they_are_damaged() {
    store.keys.add(stored(1, 0));
    store.keys.add(new StoredKey(2, clock.instant(), "damaged"));

    rotate(true);

    assertThat(store.keys.read()).extracting(StoredKey::number).containsExactly(3L);
    assertThat(published(open())).hasSize(1).doesNotContain(id(0));
  }

  @Test
  void rotation_before_the_first_start_adds_the_first_key() {
    rotate(false);

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

    rotate(false);

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
    assertThat(select(keys, "unknown")).isEmpty();
  }

  @Test
  void each_thread_can_read_again_for_an_unknown_key() throws Exception {
    SigningKeys keys = open();
    int before = store.reads;
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      clock.advance(SigningKeys.MIN_READ_INTERVAL);
      assertThat(other.submit(() -> select(keys, "unknown")).get()).isEmpty();
    } finally {
      other.shutdownNow();
    }

    clock.advance(SigningKeys.MIN_READ_INTERVAL);
    assertThat(select(keys, "unknown")).isEmpty();
    assertThat(store.reads).isEqualTo(before + 2);
  }

  @Test
  void interrupted_thread_stays_interrupted() {
    SigningKeys keys = open();
    Thread.currentThread().interrupt();

    try {
      assertThatThrownBy(() -> select(keys, "unknown"))
          .isInstanceOf(JWKSetUnavailableException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static List<String> select(SigningKeys keys, String id) throws KeySourceException {
    return ids(keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(id).build()), null));
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
