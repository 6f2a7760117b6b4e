package io.omfconnections.server.rest;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A limited quantity of which requests take parts, such as bytes of memory. A caller, which is a
 * tenant or a network, has at most four fifths of what the others leave. So each caller that takes
 * as much as it can leaves a fifth to the next ones. The rule needs neither a list of callers nor a
 * history. A caller's only part is exempt, because it could be larger than the share of a small
 * quantity. So nothing may be left after large only parts, or after some callers of a quantity of
 * few parts: the fifth of them takes the last of 200 places.
 */
final class FairShares {
  /**
   * The maximum ratio of the amount that a caller has taken to the amount that is left. With 4, the
   * caller has at most four fifths of both together.
   */
  private static final int TAKEN_FOR_EACH_FREE = 4;

  /** Whether a part could be enlarged. */
  enum Result {
    TAKEN,
    /** Too little is left for any caller. */
    EXHAUSTED,
    /** The caller already has its share. */
    CALLER_HAS_SHARE
  }

  private final Map<String, Long> takenByCaller = new HashMap<>();
  private long free;

  /** Creates a quantity of which nothing has been taken. */
  FairShares(long size) {
    this.free = size;
  }

  /** Returns how much is left. */
  synchronized long free() {
    return free;
  }

  /** Returns an empty part, whose caller is not known yet. */
  Part part() {
    return new Part();
  }

  /** The amount that one request has taken. May be used by several threads. */
  final class Part implements AutoCloseable {
    private @Nullable String caller;
    private long taken;
    private boolean closed;

    private Part() {}

    /**
     * Enlarges this part, if the quantity and the share of its caller allow it.
     *
     * @param amount how much to take
     * @param spare how much must be left afterwards
     */
    Result take(long amount, long spare) {
      synchronized (FairShares.this) {
        if (closed || free - amount < spare) {
          return Result.EXHAUSTED;
        }
        if (caller != null && exceedsShare(caller, taken, amount, free - amount)) {
          return Result.CALLER_HAS_SHARE;
        }
        free -= amount;
        taken += amount;
        count(amount);
        return Result.TAKEN;
      }
    }

    /**
     * Sets the caller. If this part exceeds the caller's share, it is returned, and is empty and
     * closed afterwards. Called once.
     *
     * @return whether the part is within the share
     */
    boolean assign(String newCaller) {
      synchronized (FairShares.this) {
        if (taken > 0 && exceedsShare(newCaller, 0, taken, free)) {
          close();
          return false;
        }
        caller = newCaller;
        count(taken);
        return true;
      }
    }

    /** Returns whether nothing more can be taken. */
    boolean isClosed() {
      synchronized (FairShares.this) {
        return closed;
      }
    }

    /** Returns everything. No more can be taken afterwards. */
    @Override
    public void close() {
      synchronized (FairShares.this) {
        free += taken;
        count(-taken);
        taken = 0;
        closed = true;
      }
    }

    private boolean exceedsShare(String of, long ofThisPart, long amount, long left) {
      long before = takenByCaller.getOrDefault(of, 0L);
      return before > ofThisPart && before + amount > TAKEN_FOR_EACH_FREE * left;
    }

    private void count(long amount) {
      if (caller != null) {
        takenByCaller.merge(caller, amount, Long::sum);
        takenByCaller.remove(caller, 0L);
      }
    }
  }
}
