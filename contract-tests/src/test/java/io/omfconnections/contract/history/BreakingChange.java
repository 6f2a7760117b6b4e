package io.omfconnections.contract.history;

import java.util.Comparator;

/**
 * A change that existing clients can't live with.
 *
 * @param where whose clients: operations, with the direction
 * @param place what changed, as facts name it
 * @param what what happened to it
 */
record BreakingChange(String where, String place, String what)
    implements Comparable<BreakingChange> {
  private static final Comparator<BreakingChange> ORDER =
      Comparator.comparing(BreakingChange::place)
          .thenComparing(BreakingChange::what)
          .thenComparing(BreakingChange::where);

  @Override
  public int compareTo(BreakingChange other) {
    return ORDER.compare(this, other);
  }

  /** The change on one line, as a change log accepts it. */
  @Override
  public String toString() {
    return place + ": " + what + " (" + where + ")";
  }
}
