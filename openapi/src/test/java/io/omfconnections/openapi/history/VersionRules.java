package io.omfconnections.openapi.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.openapi.documents.OpenApiFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks the version number and the change log against the changes since a release.
 *
 * <p>A changed description requires a new version, too: descriptions define behavior, such as the
 * meaning of rights and states.
 */
final class VersionRules {
  /** A version of three numbers, as in {@code info.version}. */
  record Version(int major, int minor, int patch) implements Comparable<Version> {
    static Version parse(String text) {
      if (!text.matches("\\d+\\.\\d+\\.\\d+")) {
        throw new IllegalArgumentException("Not a version of three numbers: " + text);
      }
      int[] numbers = Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
      return new Version(numbers[0], numbers[1], numbers[2]);
    }

    @Override
    public int compareTo(Version other) {
      return Arrays.compare(
          new int[] {major, minor, patch}, new int[] {other.major, other.minor, other.patch});
    }

    @Override
    public String toString() {
      return major + "." + minor + "." + patch;
    }
  }

  private VersionRules() {}

  /** Returns the violated rules, each with its resolution. */
  static List<String> violations(JsonNode released, JsonNode working, String changeLog) {
    Version old = version(released);
    Version now = version(working);
    List<String> violations = new ArrayList<>();
    if (now.compareTo(old) < 0) {
      violations.add("info.version is %s, but %s is released: increase it".formatted(now, old));
    }
    if (entry(changeLog, old).isEmpty()) {
      violations.add("openapi/CHANGELOG.md has no entry '## %s': restore it".formatted(old));
    }
    if (withoutMetadata(released).equals(withoutMetadata(working))) {
      return violations;
    }
    SortedSet<String> breaking = breaking(released, working);
    Version minimum = minimum(old, breaking, released, working);
    if (now.compareTo(minimum) < 0) {
      violations.add(
          "the contract differs from the released %s, but info.version is %s: set it to %s or higher in openapi/omf-connections.yaml"
              .formatted(old, now, minimum));
    }
    Version next = now.compareTo(minimum) < 0 ? minimum : now;
    String entry = entry(changeLog, next);
    if (entry.isEmpty()) {
      violations.add(
          "openapi/CHANGELOG.md has no entry: add '## %s' with a description of the change for authors of clients"
              .formatted(next));
    }
    for (String change : breaking) {
      if (!entry.contains("- " + change)) {
        violations.add(
            "a change breaks existing clients: revert it, or accept it with this line under '### Breaking' of '## %s' in openapi/CHANGELOG.md:%n  - %s"
                .formatted(next, change));
      }
    }
    return violations;
  }

  /**
   * Returns the breaking changes. Uses openapi-diff only if our detector finds none, because its
   * descriptions are less specific.
   */
  private static SortedSet<String> breaking(JsonNode released, JsonNode working) {
    SortedSet<String> lines = new TreeSet<>();
    BreakingChangeDetector.between(released, working)
        .forEach(change -> lines.add(change.toString()));
    if (lines.isEmpty()) {
      OpenApiDiff.breaking(released, working)
          .forEach(change -> lines.add(change + " (openapi-diff)"));
    }
    return lines;
  }

  private static Version minimum(
      Version before, Set<String> breaking, JsonNode released, JsonNode working) {
    if (!breaking.isEmpty()) {
      return new Version(before.major() + 1, 0, 0);
    }
    return OpenApiFacts.of(released).equals(OpenApiFacts.of(working))
        ? new Version(before.major(), before.minor(), before.patch() + 1)
        : new Version(before.major(), before.minor() + 1, 0);
  }

  static Version version(JsonNode contract) {
    return Version.parse(contract.at("/info/version").asText());
  }

  /** Returns the text of an entry without its heading; empty if the entry is missing or empty. */
  private static String entry(String changeLog, Version version) {
    Matcher heading =
        Pattern.compile("(?ms)^## " + Pattern.quote(version.toString()) + "$(.*?)(?=^## |\\z)")
            .matcher(changeLog);
    return heading.find() ? heading.group(1).strip() : "";
  }

  /** Returns a contract without its version and its marks, which do not concern clients. */
  private static JsonNode withoutMetadata(JsonNode contract) {
    JsonNode copy = contract.deepCopy();
    ((ObjectNode) copy.path("info")).remove("version");
    removeMarks(copy);
    return copy;
  }

  private static void removeMarks(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Stream.of("x-added", "x-documented").forEach(object::remove);
    }
    node.forEach(VersionRules::removeMarks);
  }
}
