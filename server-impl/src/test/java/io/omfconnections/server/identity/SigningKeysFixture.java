package io.omfconnections.server.identity;

import com.nimbusds.jose.jwk.JWK;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Base class of the tests of {@link SigningKeys}. */
abstract class SigningKeysFixture {
  final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  final TestStore store = new TestStore();

  /** Storage that counts how often it is read, and fails on request. */
  static final class TestStore implements SigningKeyStore {
    final InMemorySigningKeys keys = new InMemorySigningKeys();
    int reads;
    @Nullable RuntimeException failure;
    Runnable beforeRead = () -> {};
    Runnable beforeAdd = () -> {};
    private int adds;

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
      if (++adds > 10) {
        throw new IllegalStateException("Keys are added endlessly");
      }
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
    return SigningKeys.open(store, null, clock, () -> TestKeys.get(2));
  }

  /** Adds a key. */
  void rotate(boolean revoke) {
    SigningKeys.rotate(store, clock, revoke, () -> TestKeys.get(2));
  }

  StoredKey stored(long number, int key) {
    return TestKeys.stored(number, key, clock);
  }

  static String id(int key) {
    return TestKeys.get(key).getKeyID();
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
