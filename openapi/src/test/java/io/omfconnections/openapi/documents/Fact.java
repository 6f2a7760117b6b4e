package io.omfconnections.openapi.documents;

import java.util.Comparator;

/**
 * One statement of an API description.
 *
 * @param subject what the statement is about: an operation, a part of an operation, a schema or a
 *     property
 * @param kind which characteristic of the subject it states, such as {@code type}; at most one fact
 *     of each kind per subject and description
 * @param value the value of that characteristic
 */
public record Fact(String subject, String kind, String value) implements Comparable<Fact> {
  private static final Comparator<Fact> ORDER =
      Comparator.comparing(Fact::subject).thenComparing(Fact::kind).thenComparing(Fact::value);

  @Override
  public int compareTo(Fact other) {
    return ORDER.compare(this, other);
  }

  /** Returns the fact on one line, in the form that {@code errata.yaml} uses. */
  @Override
  public String toString() {
    return subject + " | " + kind + " | " + value;
  }
}
