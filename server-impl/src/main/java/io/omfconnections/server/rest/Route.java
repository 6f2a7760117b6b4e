package io.omfconnections.server.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and an address with places for identifiers, such as {@code GET /tenants/{tenantId}}.
 *
 * @param method the HTTP method
 * @param words the segments of the address; those in braces stand for identifiers
 */
record Route(String method, List<String> words) {

  /** The route of a method and a template such as {@code /tenants/{tenantId}}. */
  static Route of(String method, String template) {
    return new Route(method, List.of(template.substring(1).split("/", -1)));
  }

  /** The address, as the contract writes it. */
  String template() {
    return "/" + String.join("/", words);
  }

  /** The identifiers of a matching address by their names in the template. */
  Map<String, String> named(List<String> identifiers) {
    Map<String, String> named = new HashMap<>();
    Iterator<String> next = identifiers.iterator();
    for (String word : words) {
      if (isIdentifier(word)) {
        named.put(word.substring(1, word.length() - 1), next.next());
      }
    }
    return named;
  }

  /** Whether a segment of a template stands for an identifier. */
  static boolean isIdentifier(String word) {
    return word.startsWith("{");
  }

  /**
   * The identifiers in an address of this route, in order; null when the address is not of this
   * route. Fixed words are compared whatever their case.
   *
   * @param segments the segments of the address, decoded
   */
  @Nullable List<String> match(List<String> segments) {
    if (words.size() != segments.size()) {
      return null;
    }
    List<String> identifiers = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (isIdentifier(words.get(i))) {
        identifiers.add(segments.get(i));
      } else if (!words.get(i).equalsIgnoreCase(segments.get(i))) {
        return null;
      }
    }
    return identifiers.contains("") ? null : identifiers;
  }
}
