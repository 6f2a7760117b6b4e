package io.omfconnections.contract.bodies;

import java.util.List;
import java.util.Random;

/** The random choices for one body. The same seed and index always give the same choices. */
final class SeededRandom {
  private final Random random;
  private final String token;
  private int strings;

  SeededRandom(long seed, int index) {
    // The finalizer of MurmurHash3 makes the sequences of adjacent indexes independent.
    long mixed = seed * 0x9E3779B97F4A7C15L + index;
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    mixed ^= mixed >>> 33;
    this.random = new Random(mixed);
    this.token = Long.toUnsignedString(mixed, 36);
  }

  Random random() {
    return random;
  }

  /** Returns the prefix of all strings of {@link #uniqueString()}; it identifies this body. */
  String token() {
    return token;
  }

  /** Returns a string that no other body contains, for values that must not repeat. */
  String uniqueString() {
    return token + "-" + strings++;
  }

  /** Returns an integer from 0 (inclusive) to {@code bound} (exclusive). */
  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  /** Returns true with the given probability in percent. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Returns a random element of a list that is not empty. */
  <T> T choose(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
