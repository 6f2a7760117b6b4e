package io.omfconnections.contract.bodies;

import java.util.List;
import java.util.Random;

/** What chance has to say about one body: the same for the same seed and index. */
final class Draw {
  private final Random random;
  private final String token;
  private int texts;

  Draw(long seed, int index) {
    // The finalizer of MurmurHash3, so that neighbours have nothing in common.
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

  /** What is in all texts of {@link #fresh()}. */
  String token() {
    return token;
  }

  /** A text that was never drawn before, for what may stand in one place only. */
  String fresh() {
    return token + "-" + texts++;
  }

  /** A number from 0 to below the bound. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** True in so many of a hundred cases. */
  boolean percent(int cases) {
    return random.nextInt(100) < cases;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
