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
 * Reads the lists of equivalent mutants and of unmet requirements, which were reviewed and are
 * exempt. Each entry has a reason: a comment of one or more lines that start with {@code #}; it
 * applies to all following lines up to the next comment.
 */
final class ReviewedExemptions {
  private ReviewedExemptions() {}

  /**
   * Reads a list.
   *
   * @param file the name of a file among the resources under {@code mutants}
   * @return the reasons by exempt entry, in the order of the file
   * @throws IllegalArgumentException if an entry has no reason, or is repeated
   */
  static Map<String, String> read(String file) {
    Map<String, String> reasons = new LinkedHashMap<>();
    StringBuilder reason = new StringBuilder();
    boolean inComment = false;
    for (String line : lines(file)) {
      if (line.startsWith("#")) {
        if (!inComment) {
          reason.setLength(0);
        }
        inComment = true;
        reason.append(reason.isEmpty() ? "" : " ").append(line.substring(1).strip());
      } else {
        inComment = false;
        if (line.isBlank()) {
          continue;
        }
        if (reason.isEmpty() || reasons.put(line.strip(), reason.toString()) != null) {
          throw new IllegalArgumentException("No reason, or repeated: " + line);
        }
      }
    }
    return reasons;
  }

  private static Iterable<String> lines(String file) {
    try (InputStream in = ReviewedExemptions.class.getResourceAsStream("/mutants/" + file)) {
      if (in == null) {
        throw new IllegalStateException("Resource not found: /mutants/" + file);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
