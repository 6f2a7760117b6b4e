package io.omfconnections.openapi.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Splits the subject of a fact into its parts, such as an operation, one of its responses, and a
 * header of that response; or a schema and one of its properties.
 */
final class SubjectPath {
  private SubjectPath() {}

  /** Returns whether a subject is an operation or a part of one. */
  static boolean isOfOperation(String subject) {
    return subject.contains(" /");
  }

  /** Returns the operation that a subject belongs to. */
  static String operation(String subject) {
    return parts(subject).get(0);
  }

  /** Returns whether a subject is a response of an operation or a part of one. */
  static boolean isOfResponse(String subject) {
    return isOfOperation(subject) && subject.matches("\\S+ \\S+ \\d.*");
  }

  /** Returns the body, response, parameter or schema that a subject belongs to. */
  static String root(String subject) {
    List<String> parts = parts(subject);
    return isOfOperation(subject) ? parts.get(Math.min(1, parts.size() - 1)) : parts.get(0);
  }

  /** Returns the outermost part of a subject that is not in a set; null if all parts are. */
  static @Nullable String outermostMissing(String subject, Set<String> parts) {
    for (String part : parts(subject)) {
      if (!parts.contains(part)) {
        return part;
      }
    }
    return null;
  }

  /** Returns the parts of all subjects. */
  static Set<String> parts(Collection<String> subjects) {
    return subjects.stream()
        .flatMap(subject -> parts(subject).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns a subject and all subjects that it is a part of, outermost first. Array elements are
   * not a part of their own.
   */
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
      // "parameter NAME" and "header NAME" are two words; "body" and a status code are one.
      next += Set.of("parameter", "header").contains(words[next]) ? 2 : 1;
      parts.add(String.join(" ", List.of(words).subList(0, Math.min(next, words.length))));
    }
    return parts;
  }
}
