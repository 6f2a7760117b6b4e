package io.omfconnections.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the requests that hash a secret or wait for it. Networks that have sent a wrong secret
 * recently get only a part of the places each, and never the last ones, so that a few of them can't
 * keep others out.
 */
final class HashAdmissions {
  /** The maximum number of requests, for each hash at once. */
  static final int MAX = 8;

  /** The maximum number of requests from one network that has sent a wrong secret. */
  static final int MAX_OF_SUSPECT = 2;

  /** The number of places that networks without a wrong secret have for themselves. */
  static final int RESERVED = 2;

  private static final int MAX_SUSPECTS = 10_000;

  private final int maxHashes;
  private final Cache<String, Boolean> suspects;
  private final Map<String, Integer> admittedByNetwork = new HashMap<>();
  private int admitted;

  /**
   * Creates a limit.
   *
   * @param maxHashes the maximum number of secrets that are hashed at once; all limits are for each
   *     of them
   * @param ticker the source of time
   */
  HashAdmissions(int maxHashes, Ticker ticker) {
    this.maxHashes = maxHashes;
    this.suspects =
        Caffeine.newBuilder()
            .maximumSize(MAX_SUSPECTS)
            .expireAfterWrite(GuessLimit.WINDOW)
            .ticker(ticker)
            .build();
  }

  /** Returns the number of requests that are admitted at this time. */
  synchronized int admitted() {
    return admitted;
  }

  /** Admits a request. Returns false if it must be refused. */
  synchronized boolean tryAcquire(String network) {
    boolean free =
        suspects.getIfPresent(network) == null
            ? admitted < MAX * maxHashes
            : admitted < (MAX - RESERVED) * maxHashes
                && admittedByNetwork.getOrDefault(network, 0) < MAX_OF_SUSPECT * maxHashes;
    if (free) {
      admitted++;
      admittedByNetwork.merge(network, 1, Integer::sum);
    }
    return free;
  }

  /** Returns the place of a request that was admitted. */
  synchronized void release(String network) {
    admitted--;
    admittedByNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Remembers for a minute that the network has sent a wrong secret. */
  void suspect(String network) {
    suspects.put(network, true);
  }
}
