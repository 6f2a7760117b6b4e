package io.omfconnections.contract.documents;

import java.util.Comparator;

/**
 * One thing that an interface's description says.
 *
 * @param subject what it is about: an operation, a part of one, a schema or a property
 * @param kind what is said of it; a subject has each kind once
 * @param value what it is
 */
public record Fact(String subject, String kind, String value) implements Comparable<Fact> {
  private static final Comparator<Fact> ORDER =
      Comparator.comparing(Fact::subject).thenComparing(Fact::kind).thenComparing(Fact::value);

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }

  /** The fact on one line, as it stands in lists of exceptions. */
  @Override
  public String toString() {
    return subject + " | " + kind + " | " + value;
  }
}
