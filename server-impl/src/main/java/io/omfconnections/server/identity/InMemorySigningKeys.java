package io.omfconnections.server.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps signing keys in memory, for servers whose storage has no place for them. */
public final class InMemorySigningKeys implements SigningKeyStore {
  private final List<StoredKey> keys = new ArrayList<>();

  /** Creates an empty storage. */
  public InMemorySigningKeys() {}

  @Override
  public synchronized List<StoredKey> read() {
    return List.copyOf(keys);
  }

  @Override
  public synchronized boolean add(StoredKey key) {
    if (keys.stream().anyMatch(existing -> existing.number() == key.number())) {
      return false;
    }
    keys.add(key);
    keys.sort(Comparator.comparingLong(StoredKey::number));
    return true;
  }

  @Override
  public synchronized void remove(long number) {
    keys.removeIf(key -> key.number() == number);
  }
}
