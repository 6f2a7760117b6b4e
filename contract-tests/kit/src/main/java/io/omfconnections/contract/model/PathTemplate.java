package io.omfconnections.contract.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A path with parameters in braces, such as {@code /tenants/{tenantId}}.
 *
 * <p>Fixed segments match case-insensitively, a parameter matches any segment that is not empty,
 * and a trailing slash is ignored.
 */
final class PathTemplate {
  // RFC 3986, section 3.3: segments of pchar.
  private static final Pattern VALID_PATH =
      Pattern.compile("/([A-Za-z0-9\\-._~!$&'()*+,;=:@/]++|%[0-9A-Fa-f]{2})*+");

  private final List<String> template;

  PathTemplate(String template) {
    this.template = segments(template);
  }

  /** Whether a path is valid according to RFC 3986. */
  static boolean isValid(String path) {
    return VALID_PATH.matcher(path).matches();
  }

  /** Returns the names of the parameters, in order. */
  List<String> parameters() {
    return template.stream().filter(PathTemplate::isParameter).map(PathTemplate::name).toList();
  }

  /** Whether a valid path matches this template. */
  boolean matches(String path) {
    List<String> segments = segments(path);
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      String segment = segments.get(i);
      String expected = template.get(i);
      if (isParameter(expected)
          ? segment.isEmpty()
          : !expected.equalsIgnoreCase(decoded(segment))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the decoded parameters of a path that ends with this template. */
  Map<String, String> values(String path) {
    List<String> segments = segments(path);
    int offset = segments.size() - template.size();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < template.size(); i++) {
      if (isParameter(template.get(i))) {
        values.put(name(template.get(i)), decoded(segments.get(offset + i)));
      }
    }
    return values;
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  private static String name(String parameter) {
    return parameter.substring(1, parameter.length() - 1);
  }

  private static List<String> segments(String path) {
    String withoutSlash = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(withoutSlash.split("/", -1));
  }

  private static String decoded(String segment) {
    // URLDecoder decodes forms, where a plus is a space. In a path it is a plus.
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
