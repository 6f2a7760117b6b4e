package io.omfconnections.contract.bodies;

import org.jspecify.annotations.Nullable;

/**
 * Whether a server has to accept a body.
 *
 * @param valid whether it has to accept it; if not, it has to refuse it
 * @param reason why, for people to read
 * @param exemption the rule beside the schema for which it is refused; null if it is accepted, or
 *     refused for its form or its schema
 */
public record Verdict(boolean valid, String reason, @Nullable Exemption exemption) {
  static Verdict accepted() {
    return new Verdict(true, "keeps to the schema", null);
  }

  static Verdict refused(String reason) {
    return new Verdict(false, reason, null);
  }

  static Verdict refused(Exemption exemption) {
    return new Verdict(
        false, exemption + ", erratum " + exemption.erratum() + " in ERRATA.md", exemption);
  }
}
