package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemorySigningKeysTest {
  private final InMemorySigningKeys keys = new InMemorySigningKeys();

  @Test
  void keys_are_read_in_the_order_of_their_numbers() {
    for (long number : new long[] {2, 1, 3}) {
      assertThat(keys.add(key(number, "key"))).isTrue();
    }

    assertThat(keys.read()).extracting(StoredKey::number).containsExactly(1L, 2L, 3L);
  }

  @Test
  void second_key_with_a_number_is_not_stored() {
    keys.add(key(1, "first"));

    assertThat(keys.add(key(1, "second"))).isFalse();

    assertThat(keys.read()).containsExactly(key(1, "first"));
  }

  @Test
  void only_the_key_with_the_number_is_removed() {
    keys.add(key(1, "key"));
    keys.add(key(2, "key"));

    keys.remove(1);
    keys.remove(3);

    assertThat(keys.read()).containsExactly(key(2, "key"));
  }

  private static StoredKey key(long number, String jwk) {
    return new StoredKey(number, Instant.EPOCH, jwk);
  }
}
