package io.omfconnections.contract.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.documents.ContractFacts;
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
 * What the version and the change log must say of the changes since a release.
 *
 * <p>A change of words is one too: what a right or a state means stands in descriptions only.
 */
final class VersionRule {
  /** A version, as info.version has it: three numbers. */
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

  private VersionRule() {}

  /** What is missing, each with what to do about it; nothing when all is well. */
  static List<String> missing(JsonNode released, JsonNode working, String changeLog) {
    Version before = version(released);
    Version now = version(working);
    List<String> missing = new ArrayList<>();
    if (now.compareTo(before) < 0) {
      missing.add("info.version is %s, but %s is released: raise it".formatted(now, before));
    }
    if (entry(changeLog, before).isEmpty()) {
      missing.add("openapi/CHANGELOG.md lacks an entry '## %s': restore it".formatted(before));
    }
    if (visible(released).equals(visible(working))) {
      return missing;
    }
    SortedSet<String> breaking = breaking(released, working);
    Version least = least(before, breaking, released, working);
    if (now.compareTo(least) < 0) {
      missing.add(
          "the contract differs from the released %s, and info.version is %s: set it to %s or higher in openapi/omf-connections.yaml"
              .formatted(before, now, least));
    }
    Version next = now.compareTo(least) < 0 ? least : now;
    String entry = entry(changeLog, next);
    if (entry.isEmpty()) {
      missing.add(
          "openapi/CHANGELOG.md lacks an entry: add '## %s' and what changed for those who wrote a client"
              .formatted(next));
    }
    for (String change : breaking) {
      if (!entry.contains("- " + change)) {
        missing.add(
            "this breaks existing clients: undo it, or accept it under '### Breaking' of '## %s' in openapi/CHANGELOG.md with the line%n  - %s"
                .formatted(next, change));
      }
    }
    return missing;
  }

  /** What breaks clients. Where both comparisons see something, ours names it better. */
  private static SortedSet<String> breaking(JsonNode released, JsonNode working) {
    SortedSet<String> lines = new TreeSet<>();
    BreakingChanges.between(released, working).forEach(change -> lines.add(change.toString()));
    if (lines.isEmpty()) {
      OpenApiDiff.breaking(released, working)
          .forEach(change -> lines.add(change + " (openapi-diff)"));
    }
    return lines;
  }

  private static Version least(
      Version before, Set<String> breaking, JsonNode released, JsonNode working) {
    if (!breaking.isEmpty()) {
      return new Version(before.major() + 1, 0, 0);
    }
    return ContractFacts.of(released).equals(ContractFacts.of(working))
        ? new Version(before.major(), before.minor(), before.patch() + 1)
        : new Version(before.major(), before.minor() + 1, 0);
  }

  static Version version(JsonNode contract) {
    return Version.parse(contract.at("/info/version").asText());
  }

  /** The text of an entry, without its heading; empty when there is none or nothing in it. */
  private static String entry(String changeLog, Version version) {
    Matcher heading =
        Pattern.compile("(?ms)^## " + Pattern.quote(version.toString()) + "$(.*?)(?=^## |\\z)")
            .matcher(changeLog);
    return heading.find() ? heading.group(1).strip() : "";
  }

  /** A contract without what its readers do not see: its version, and the marks of errata. */
  private static JsonNode visible(JsonNode contract) {
    JsonNode copy = contract.deepCopy();
    ((ObjectNode) copy.path("info")).remove("version");
    dropMarks(copy);
    return copy;
  }

  private static void dropMarks(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Stream.of("x-added", "x-documented").forEach(object::remove);
    }
    node.forEach(VersionRule::dropMarks);
  }
}
