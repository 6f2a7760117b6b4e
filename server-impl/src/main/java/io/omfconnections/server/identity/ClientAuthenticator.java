package io.omfconnections.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.omfconnections.server.identity.TenantDirectory.Client;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates clients by their secrets, and bounds what guesses cost and tell:
 *
 * <ul>
 *   <li>Few secrets are hashed at once. Further requests wait for at most two seconds, and few
 *       wait: {@link HashAdmissions}.
 *   <li>Wrong secrets are limited for each client and network, and for each network: an IPv4
 *       address, or the first 48 bits of an IPv6 address.
 *   <li>A verified secret is remembered, and then accepted without a hash and despite the limits,
 *       from the network that sent it. From other networks, this would be a way around the limits.
 *       If a client has two secrets, each is remembered separately.
 *   <li>A wrong secret costs the same whether the client exists or not.
 * </ul>
 */
final class ClientAuthenticator {
  /** The maximum number of wrong secrets for one client from one network in a minute. */
  static final int MAX_WRONG_PER_CLIENT = 50;

  /** The maximum number of wrong secrets from one network in a minute. */
  static final int MAX_WRONG_PER_NETWORK = 200;

  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /** Longer than the longest lifetime of a token, so that a client that renews it is remembered. */
  private static final Duration REMEMBERED = Duration.ofHours(2);

  private static final int MAX_REMEMBERED = 10_000;

  private static final String HMAC = "HmacSHA256";

  private final Semaphore hashes;
  private final Duration maxWait;
  private final HashAdmissions admissions;
  private final GuessLimit clientLimit;
  private final GuessLimit networkLimit;
  private final LongAdder fromMemory = new LongAdder();
  private final LongAdder compared = new LongAdder();

  /** Verified secrets: network, client and fingerprint, as {@link #key} returns them. */
  private final Cache<String, Boolean> remembered;

  /** Makes fingerprints useless outside this process. */
  private final SecretKey fingerprintKey = newFingerprintKey();

  /** Creates an authenticator that uses at most half of the processors for hashes. */
  ClientAuthenticator() {
    this(maxHashes(Runtime.getRuntime().availableProcessors()), Ticker.systemTicker());
  }

  private ClientAuthenticator(int maxHashes, Ticker ticker) {
    this(new Semaphore(maxHashes, true), MAX_WAIT, new HashAdmissions(maxHashes, ticker), ticker);
  }

  /**
   * Creates an authenticator.
   *
   * @param hashes limits how many secrets are hashed at the same time
   * @param maxWait how long a request waits for a permit
   * @param admissions limits the requests that hash a secret or wait for a permit
   * @param ticker the source of time for limits and remembered secrets
   */
  ClientAuthenticator(
      Semaphore hashes, Duration maxWait, HashAdmissions admissions, Ticker ticker) {
    this.hashes = hashes;
    this.maxWait = maxWait;
    this.admissions = admissions;
    this.clientLimit = new GuessLimit(MAX_WRONG_PER_CLIENT, ticker);
    this.networkLimit = new GuessLimit(MAX_WRONG_PER_NETWORK, ticker);
    this.remembered =
        Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .build();
  }

  /** Returns how many secrets may be hashed at once. */
  static int maxHashes(int processors) {
    return Math.max(1, processors / 2);
  }

  private static SecretKey newFingerprintKey() {
    try {
      return KeyGenerator.getInstance(HMAC).generateKey();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no " + HMAC, e);
    }
  }

  /** Registers the metrics of the secrets that are checked. */
  void measure(MeterRegistry registry) {
    Gauge.builder("omf.secrets.remembered", remembered, Cache::estimatedSize)
        .description("Verified secrets that are remembered")
        .register(registry);
    Gauge.builder("omf.secrets.hashing", admissions, HashAdmissions::admitted)
        .description("Requests whose secret is being hashed, or waits for it")
        .register(registry);
    FunctionCounter.builder("omf.secrets.accepted", fromMemory, LongAdder::sum)
        .description("Secrets that were accepted, from memory or after a comparison")
        .tag("by", "memory")
        .register(registry);
    FunctionCounter.builder("omf.secrets.accepted", compared, LongAdder::sum)
        .description("Secrets that were accepted, from memory or after a comparison")
        .tag("by", "comparison")
        .register(registry);
  }

  /**
   * Checks the secret of a client.
   *
   * @param directory the directory of the request
   * @param secrets what the secret can be; counts as one guess
   * @param address the IP address of the caller, as Java writes it; null if it is not known
   * @return the client, or nothing if it does not exist or the secret is wrong
   * @throws RetryLaterException if the secret was not checked
   */
  Optional<Client> authenticate(
      TenantDirectory directory, String clientId, Set<String> secrets, @Nullable String address)
      throws RetryLaterException {
    Optional<Client> client = directory.client(clientId);
    String network = Network.of(address);
    // Hashed, because a caller could fill the memory with long identifiers.
    String caller =
        network
            + ' '
            + Base64.getEncoder()
                .encodeToString(mac().doFinal(clientId.getBytes(StandardCharsets.UTF_8)));
    if (client.isPresent()
        && secrets.stream().anyMatch(s -> isRemembered(caller, client.get(), s))) {
      fromMemory.increment();
      return client;
    }
    countGuess(network, caller);
    boolean wrong = false;
    try {
      Verified verified = verify(directory, client, secrets, network);
      if (client.isPresent() && verified != null) {
        compared.increment();
        remembered.put(key(caller, verified.check(), verified.secret()), true);
        return client;
      }
      wrong = true;
      admissions.suspect(network);
      return Optional.empty();
    } finally {
      if (!wrong) {
        clientLimit.release(caller);
        networkLimit.release(network);
      }
    }
  }

  /** A correct secret, and the check that accepted it. */
  private record Verified(SecretCheck check, String secret) {}

  /**
   * Returns whether the client has sent this secret from the same network before, and it is still
   * one of the client's.
   */
  private boolean isRemembered(String caller, Client client, String secret) {
    for (SecretCheck check : client.secrets()) {
      String key = key(caller, check, secret);
      if (remembered.getIfPresent(key) != null) {
        remembered.put(key, true); // for two more hours
        return true;
      }
    }
    return false;
  }

  private String key(String caller, SecretCheck check, String secret) {
    return caller + ' ' + Base64.getEncoder().encodeToString(check.fingerprint(mac(), secret));
  }

  private void countGuess(String network, String caller) throws RetryLaterException {
    if (!networkLimit.tryAcquire(network)) {
      throw RetryLaterException.tooManyWrongSecrets();
    }
    if (!clientLimit.tryAcquire(caller)) {
      networkLimit.release(network);
      throw RetryLaterException.tooManyWrongSecrets();
    }
  }

  /** Returns the secret that is correct; null if none is. */
  private @Nullable Verified verify(
      TenantDirectory directory, Optional<Client> client, Set<String> secrets, String network)
      throws RetryLaterException {
    if (directory.hashIterations() == 0) {
      return accepted(client, secrets);
    }
    if (!admissions.tryAcquire(network)) {
      throw RetryLaterException.busy();
    }
    try {
      if (!hashes.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw RetryLaterException.busy();
      }
      try {
        return hash(directory, client, secrets);
      } finally {
        hashes.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RetryLaterException.busy();
    } finally {
      admissions.release(network);
    }
  }

  /** Compares the secrets. If all are wrong, hashes up to the most iterations of the directory. */
  private static @Nullable Verified hash(
      TenantDirectory directory, Optional<Client> client, Set<String> secrets) {
    Verified accepted = accepted(client, secrets);
    if (accepted == null) {
      int done = client.map(Client::iterations).orElse(0);
      secrets.forEach(secret -> SecretCheck.spend(secret, directory.hashIterations() - done));
    }
    return accepted;
  }

  private static @Nullable Verified accepted(Optional<Client> client, Set<String> secrets) {
    if (client.isPresent()) {
      for (String secret : secrets) {
        for (SecretCheck check : client.get().secrets()) {
          if (check.accepts(secret)) {
            return new Verified(check, secret);
          }
        }
      }
    }
    return null;
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(fingerprintKey);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java has no " + HMAC, e);
    }
  }
}
