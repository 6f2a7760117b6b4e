package io.omfconnections.server.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Base class of the tests of {@link SigningKeys}. */
abstract class SigningKeysFixture {
  /** Generating keys takes most of the time of these tests. */
  static final List<RSAKey> KEYS =
      List.of(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());

  final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  final TestStore store = new TestStore();

  /** Storage that counts how often it is read, and fails on request. */
  static final class TestStore implements SigningKeyStore {
    final InMemorySigningKeys keys = new InMemorySigningKeys();
    int reads;
    @Nullable RuntimeException failure;
    Runnable beforeRead = () -> {};
    Runnable beforeAdd = () -> {};

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

  /** Opens the stored keys. Stores one if there is none, which is faster than creating it. */
  SigningKeys open() {
    if (store.keys.read().isEmpty()) {
      store.keys.add(stored(1, 0));
    }
    return create();
  }

  SigningKeys create() {
    return SigningKeys.open(store, null, clock);
  }

  StoredKey stored(long number, int key) {
    return new StoredKey(number, clock.instant(), KEYS.get(key).toJSONString());
  }

  static String id(int key) {
    return KEYS.get(key).getKeyID();
  }

  static List<String> published(SigningKeys keys) {
    return ids(keys.published().getKeys());
  }

  static List<String> ids(List<JWK> keys) {
    List<String> ids = new ArrayList<>();
    keys.forEach(key -> ids.add(key.getKeyID()));
    return ids;
  }
}
