package io.omfconnections.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the number of wrong secrets for each key within a minute. A guess counts while it is
 * checked, so that concurrent guesses can't exceed the limit.
 */
final class GuessLimit {
  /** The time after which the count of a key starts again, from its first guess. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int MAX_KEYS = 10_000;

  private final int max;
  private final Cache<String, AtomicInteger> counts;

  /**
   * Creates a limit.
   *
   * @param max the number of guesses for each key within the window
   * @param ticker the source of time
   */
  GuessLimit(int max, Ticker ticker) {
    this.max = max;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(WINDOW) // changes of the counter are not writes to the cache
            .ticker(ticker)
            .build();
  }

  /** Counts a guess. Returns false, and does not count it, if the limit has been reached. */
  boolean tryAcquire(String key) {
    AtomicInteger count = counts.get(key, k -> new AtomicInteger());
    if (count.incrementAndGet() <= max) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  /** Takes a guess back that was right, or was not checked. */
  void release(String key) {
    AtomicInteger count = counts.getIfPresent(key);
    if (count != null) {
      // Not below 0: the guess may have been counted in the previous window.
      count.updateAndGet(value -> Math.max(0, value - 1));
    }
  }
}
