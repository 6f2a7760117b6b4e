package io.omfconnections.server.rest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method and an address with places for identifiers, such as {@code GET /tenants/{tenantId}}. */
record Route(String method, String template) {

  /**
   * The identifiers in an address of this route, in order; null when the address is not of this
   * route. Fixed words are compared whatever their case.
   *
   * @param segments the segments of the address, decoded
   */
  @Nullable List<String> match(List<String> segments) {
    List<String> words = words();
    if (words.size() != segments.size()) {
      return null;
    }
    List<String> identifiers = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith("{")) {
        identifiers.add(segments.get(i));
      } else if (!words.get(i).equalsIgnoreCase(segments.get(i))) {
        return null;
      }
    }
    return identifiers.contains("") ? null : identifiers;
  }

  /** The names of the identifiers, in order. */
  List<String> names() {
    return words().stream()
        .filter(word -> word.startsWith("{"))
        .map(word -> word.substring(1, word.length() - 1))
        .toList();
  }

  private List<String> words() {
    return Arrays.asList(template.substring(1).split("/", -1));
  }
}
