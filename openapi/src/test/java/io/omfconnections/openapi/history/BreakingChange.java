package io.omfconnections.openapi.history;

import java.util.Comparator;

/**
 * An incompatible change: clients of the released contract may fail with the changed contract.
 *
 * @param affected the requests or responses that are affected, by operation id
 * @param subject the subject of the changed fact
 * @param change the kind of the fact with its old and new value, or that the subject was removed
 */
record BreakingChange(String affected, String subject, String change)
    implements Comparable<BreakingChange> {
  private static final Comparator<BreakingChange> ORDER =
      Comparator.comparing(BreakingChange::subject)
          .thenComparing(BreakingChange::change)
          .thenComparing(BreakingChange::affected);

  @Override
  public int compareTo(BreakingChange other) {
    return ORDER.compare(this, other);
  }

  /** Returns the change on one line, in the form in which the change log accepts it. */
  @Override
  public String toString() {
    return subject + ": " + change + " (" + affected + ")";
  }
}
