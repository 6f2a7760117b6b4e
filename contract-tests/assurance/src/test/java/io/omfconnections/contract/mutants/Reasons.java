package io.omfconnections.contract.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exceptions, each with its reason: a file with the reason after # above the lines that it is for.
 */
final class Reasons {
  private Reasons() {}

  /** The exceptions of a file, in its order, with their reasons. */
  static Map<String, String> of(String file) {
    Map<String, String> reasons = new LinkedHashMap<>();
    StringBuilder reason = new StringBuilder();
    boolean reading = false;
    for (String line : lines(file)) {
      if (line.startsWith("#")) {
        if (!reading) {
          reason.setLength(0);
        }
        reading = true;
        reason.append(reason.isEmpty() ? "" : " ").append(line.substring(1).strip());
      } else if (!line.isBlank()) {
        reading = false;
        if (reason.isEmpty() || reasons.put(line.strip(), reason.toString()) != null) {
          throw new IllegalArgumentException("Without a reason, or twice: " + line);
        }
      }
    }
    return reasons;
  }

  private static Iterable<String> lines(String file) {
    try (InputStream in = Reasons.class.getResourceAsStream("/mutants/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not among the resources of the tests");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
