package io.omfconnections.server.rest;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header field {@code traceparent} (W3C Trace Context), which names the caller's trace. */
final class TraceParent {
  static final String NAME = "traceparent";

  /** Version, trace id, parent id and flags. Versions after 00 may add more. */
  private static final Pattern VALUE =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

  private static final Pattern ZEROS = Pattern.compile("0+");

  private TraceParent() {}

  /**
   * Returns the trace id.
   *
   * @param values the values of the header field, one for each line
   * @return 32 lower-case hexadecimal digits; null if the field is absent, repeated or invalid, so
   *     that it is ignored, as the specification requires
   */
  static @Nullable String traceId(List<String> values) {
    if (values.size() != 1) {
      return null;
    }
    Matcher value = VALUE.matcher(values.get(0));
    boolean valid =
        value.matches()
            && !(value.group(1).equals("00") && value.group(4) != null)
            && !ZEROS.matcher(value.group(2)).matches()
            && !ZEROS.matcher(value.group(3)).matches();
    return valid ? value.group(2) : null;
  }
}
