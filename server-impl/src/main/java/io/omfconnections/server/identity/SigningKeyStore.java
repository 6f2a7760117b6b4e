package io.omfconnections.server.identity;

import java.time.Instant;
import java.util.List;

/**
 * The storage of the signing keys, which all processes of a service share.
 *
 * <p>Each method throws {@link io.omfconnections.server.connections.OperationException} if storage
 * is not available or does not respond in time.
 */
public interface SigningKeyStore {
  /**
   * A key.
   *
   * @param number 1 for the first key; each rotation adds the next number
   * @param createdAt when the key was stored
   * @param jwk the JSON Web Key (RFC 7517), with the private key
   */
  record StoredKey(long number, Instant createdAt, String jwk) {
    /** Returns a description without the private key. */
    @Override
    public String toString() {
      return "signing key " + number + " of " + createdAt;
    }
  }

  /** Returns all keys in the order of their numbers. */
  List<StoredKey> read();

  /**
   * Stores a key. When this method returns, the key is durable.
   *
   * @return whether the key was stored; false if there is a key with this number already
   */
  boolean add(StoredKey key);

  /** Removes the key with this number, if there is one. */
  void remove(long number);
}
