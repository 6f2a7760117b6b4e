package io.omfconnections.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.files.FileErrors;
import io.omfconnections.server.identity.SigningKeyStore.StoredKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys of the built-in issuer. All processes that share the storage of the keys accept
 * each other's tokens.
 *
 * <p>A new key verifies tokens at once, and signs them after {@link #ACTIVATION_DELAY}, when every
 * process has read it. The previous key verifies tokens until the last one that it has signed has
 * expired.
 */
public final class SigningKeys implements JWKSource<SecurityContext> {
  /** The time from the creation of a key to the first token that it signs. */
  public static final Duration ACTIVATION_DELAY = Duration.ofMinutes(5);

  /**
   * The time from the creation of a key to the end of its predecessor: the predecessor signs until
   * the key does, and the tokens then live for at most an hour. Five minutes more, because the
   * clocks of processes differ.
   */
  static final Duration RETENTION =
      ACTIVATION_DELAY.plus(DirectoryFile.MAX_TOKEN_LIFETIME).plus(Duration.ofMinutes(5));

  /** How often the keys are read again while they are used. */
  static final Duration READ_INTERVAL = Duration.ofMinutes(1);

  /** How long a failed attempt to read the keys is not repeated. */
  static final Duration RETRY_INTERVAL = Duration.ofSeconds(10);

  /** The minimum time between reading the keys and reading them again for an unknown key. */
  static final Duration MIN_READ_INTERVAL = Duration.ofSeconds(1);

  /**
   * How long a thread waits for another one that reads the keys. Short, because anyone can send
   * tokens with unknown keys, and while storage is slow they would hold all threads.
   */
  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

  private final SigningKeyStore store;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Snapshot snapshot;

  /**
   * The keys that have been read.
   *
   * @param keys in the order of their numbers, at least one
   * @param readAt when they were read
   * @param nextRead when they are to be read again
   */
  private record Snapshot(List<SigningKey> keys, Instant readAt, Instant nextRead) {
    /** Returns whether the time is within an interval, which a clock that is set back leaves. */
    boolean isBefore(Instant end, Instant now) {
      return !now.isBefore(readAt) && now.isBefore(end);
    }
  }

  private SigningKeys(SigningKeyStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.snapshot = read(List.of());
  }

  /**
   * Opens the stored keys. Creates the first one if there is none; if several processes do so at
   * the same time, all of them use the same key.
   *
   * @param keyFile the file in which earlier releases stored the key: if it exists, its key becomes
   *     the first one; or null
   * @throws IllegalArgumentException if a stored key or the key file is damaged
   * @throws UncheckedIOException if the key file can't be read
   * @throws OperationException if storage is not available
   */
  public static SigningKeys open(SigningKeyStore store, @Nullable Path keyFile, Clock clock) {
    return open(store, keyFile, clock, SigningKey::generate);
  }

  /** Opens the stored keys, and takes the first one from a generator. */
  static SigningKeys open(
      SigningKeyStore store, @Nullable Path keyFile, Clock clock, Supplier<RSAKey> generator) {
    if (store.read().isEmpty()) {
      Path existing = keyFile != null && Files.exists(keyFile) ? keyFile : null;
      String jwk = existing == null ? generator.get().toJSONString() : importFrom(existing);
      if (store.add(new StoredKey(1, clock.instant(), jwk)) && existing != null) {
        LOG.info(
            "The signing key of {} has been copied to the database. The file is not used any more:"
                + " remove it.",
            existing);
      }
    }
    return new SigningKeys(store, clock);
  }

  /**
   * Adds a key, and removes those whose tokens have expired.
   *
   * @param revoke whether to remove all other keys at once, so that all existing tokens become
   *     invalid
   * @throws OperationException if storage is not available
   */
  public static void rotate(SigningKeyStore store, Clock clock, boolean revoke) {
    rotate(store, clock, revoke, SigningKey::generate);
  }

  /** Adds a key of a generator, and removes those whose tokens have expired. */
  static void rotate(
      SigningKeyStore store, Clock clock, boolean revoke, Supplier<RSAKey> generator) {
    List<StoredKey> keys;
    StoredKey added;
    do {
      keys = store.read();
      long last = keys.isEmpty() ? 0 : keys.get(keys.size() - 1).number();
      added = new StoredKey(last + 1, clock.instant(), generator.get().toJSONString());
    } while (!store.add(added)); // another process has added a key with this number
    keys = new ArrayList<>(keys);
    keys.add(added);
    keys.removeAll(revoke ? List.of(added) : unexpired(keys, clock.instant(), key -> key));
    keys.forEach(key -> store.remove(key.number()));
  }

  private static String importFrom(Path file) {
    try {
      String jwk = JWKSet.parse(Files.readString(file)).getKeys().get(0).toJSONString();
      SigningKey.of(new StoredKey(1, Instant.EPOCH, jwk)); // checks it
      return jwk;
    } catch (CharacterCodingException | ParseException | RuntimeException e) {
      throw new IllegalArgumentException(
          file
              + " does not contain a valid signing key. Restore it, or remove it to have a new key"
              + " created, which makes all existing tokens invalid.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The signing key "
              + file
              + " can't be read: "
              + FileErrors.reason(e)
              + ". Give the user of this process permission to read the file.",
          e);
    }
  }

  /** Returns the key that signs tokens: the newest that every process has read. */
  SigningKey signing() {
    List<SigningKey> keys = current();
    Instant latest = clock.instant().minus(ACTIVATION_DELAY);
    SigningKey signing = keys.get(0);
    for (SigningKey key : keys) {
      if (!key.stored().createdAt().isAfter(latest)) {
        signing = key;
      }
    }
    return signing;
  }

  /** Returns the public keys that verify tokens, including those that do not sign yet. */
  JWKSet published() {
    return published(current());
  }

  private JWKSet published(List<SigningKey> keys) {
    return new JWKSet(
        unexpired(keys, clock.instant(), SigningKey::stored).stream()
            .map(SigningKey::publicKey)
            .collect(Collectors.<JWK>toList()));
  }

  /** Removes the keys whose tokens have all expired. */
  private static <T> List<T> unexpired(
      List<T> keys, Instant now, Function<T, StoredKey> storedForm) {
    List<T> unexpired = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      boolean last = i == keys.size() - 1;
      if (last || now.isBefore(storedForm.apply(keys.get(i + 1)).createdAt().plus(RETENTION))) {
        unexpired.add(keys.get(i));
      }
    }
    return unexpired;
  }

  /**
   * Selects the keys that may have signed a token. If there is none, reads the keys again: another
   * process may have added one.
   *
   * @throws KeySourceException if the keys can't be read again
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    List<JWK> selected = selector.select(published());
    return selected.isEmpty() ? selector.select(published(readForUnknownKey())) : selected;
  }

  private List<SigningKey> readForUnknownKey() throws KeySourceException {
    try {
      if (!reading.tryLock(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new JWKSetUnavailableException("Another thread is reading the signing keys");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JWKSetUnavailableException("Interrupted", e);
    }
    try {
      Snapshot known = snapshot;
      if (!known.isBefore(known.readAt().plus(MIN_READ_INTERVAL), clock.instant())) {
        snapshot = read(known.keys());
      }
      return snapshot.keys();
    } catch (OperationException | IllegalArgumentException e) {
      throw new JWKSetRetrievalException("The signing keys can't be read", e);
    } finally {
      reading.unlock();
    }
  }

  /** Returns the keys, after reading them again if it is time. */
  private List<SigningKey> current() {
    Snapshot known = snapshot;
    if (!known.isBefore(known.nextRead(), clock.instant()) && reading.tryLock()) {
      try {
        snapshot = read(known.keys());
      } catch (OperationException | IllegalArgumentException e) {
        LOG.warn("The signing keys can't be read again; the known ones are used", e);
        Instant now = clock.instant();
        snapshot = new Snapshot(known.keys(), now, now.plus(RETRY_INTERVAL));
      } finally {
        reading.unlock();
      }
    }
    return snapshot.keys();
  }

  private Snapshot read(List<SigningKey> known) {
    Instant now = clock.instant();
    List<SigningKey> keys = new ArrayList<>();
    for (StoredKey stored : store.read()) {
      keys.add(parse(stored, known));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "The database has no signing key any more. Restart the server to create one.");
    }
    return new Snapshot(List.copyOf(keys), now, now.plus(READ_INTERVAL));
  }

  private static SigningKey parse(StoredKey stored, List<SigningKey> known) {
    for (SigningKey key : known) {
      if (key.stored().equals(stored)) {
        return key;
      }
    }
    try {
      return SigningKey.of(stored);
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "Signing key "
              + stored.number()
              + " in the database is damaged. Restore a backup of the database, or replace all keys"
              + " with rotate-signing-key --revoke, which makes all existing tokens invalid.",
          e);
    }
  }
}
