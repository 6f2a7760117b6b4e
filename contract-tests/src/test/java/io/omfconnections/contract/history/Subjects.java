package io.omfconnections.contract.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How subjects of facts are made of parts: an operation, its response, that response's header. */
final class Subjects {
  private Subjects() {}

  /** Whether it is an operation, or a part of one. */
  static boolean isOfOperation(String subject) {
    return subject.contains(" /");
  }

  /** The operation of a subject. */
  static String operation(String subject) {
    return parts(subject).get(0);
  }

  /** Whether it is a response of an operation, or a part of one. */
  static boolean isOfResponse(String subject) {
    return isOfOperation(subject) && subject.matches("\\S+ \\S+ \\d.*");
  }

  /** The part that stands on its own: a body, a response, a parameter, a schema. */
  static String root(String subject) {
    List<String> parts = parts(subject);
    return isOfOperation(subject) ? parts.get(Math.min(1, parts.size() - 1)) : parts.get(0);
  }

  /** The outermost part of a subject that is not among others; null when all are. */
  static @Nullable String outermostMissing(String subject, Set<String> others) {
    for (String part : parts(subject)) {
      if (others.stream().noneMatch(other -> parts(other).contains(part))) {
        return part;
      }
    }
    return null;
  }

  /** A subject and what it is a part of, outermost first. Elements of a list are no part. */
  static List<String> parts(String subject) {
    List<String> parts = new ArrayList<>();
    String plain = subject.replace("[]", "");
    if (!isOfOperation(plain)) {
      for (int dot = plain.indexOf('.'); dot > 0; dot = plain.indexOf('.', dot + 1)) {
        parts.add(plain.substring(0, dot));
      }
      parts.add(plain);
      return parts;
    }
    String[] words = plain.split(" ");
    parts.add(words[0] + " " + words[1]);
    int next = 2;
    while (next < words.length) {
      // Parameters and headers are named by two words, bodies and responses by one.
      next += Set.of("parameter", "header").contains(words[next]) ? 2 : 1;
      parts.add(String.join(" ", List.of(words).subList(0, Math.min(next, words.length))));
    }
    return parts;
  }
}
