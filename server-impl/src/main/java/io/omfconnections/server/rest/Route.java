package io.omfconnections.server.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP method and a path template, such as {@code GET /tenants/{tenantId}}.
 *
 * @param segments the segments of the template; those in braces are path parameters
 */
record Route(String method, List<String> segments) {

  /** Returns the route for a method and a template such as {@code /tenants/{tenantId}}. */
  static Route of(String method, String template) {
    return new Route(method, List.of(template.substring(1).split("/", -1)));
  }

  /** Returns the segments of a valid path, decoded, without one for a slash at the end. */
  static List<String> segments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return Arrays.stream(path.split("/", -1))
        // URLDecoder decodes form data, in which a plus stands for a space; in a path it does not.
        .map(raw -> URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  /** Returns the path template, as it was given. */
  String template() {
    return "/" + String.join("/", segments);
  }

  /**
   * Returns the path parameters by name.
   *
   * @param values their values, as {@link #match} returns them
   */
  Map<String, String> named(List<String> values) {
    Map<String, String> named = new HashMap<>();
    Iterator<String> next = values.iterator();
    for (String segment : segments) {
      if (isParameter(segment)) {
        named.put(segment.substring(1, segment.length() - 1), next.next());
      }
    }
    return named;
  }

  /** Returns whether a segment of a template is a path parameter. */
  static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  /**
   * Matches a path against the template. Literal segments are compared case-insensitively.
   *
   * @param pathSegments the segments of the path, decoded
   * @return the values of the path parameters, in order; null if the path does not match
   */
  @Nullable List<String> match(List<String> pathSegments) {
    if (segments.size() != pathSegments.size()) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      if (isParameter(segments.get(i))) {
        values.add(pathSegments.get(i));
      } else if (!segments.get(i).equalsIgnoreCase(pathSegments.get(i))) {
        return null;
      }
    }
    return values.contains("") ? null : values;
  }
}
