package io.omfconnections.contract.bodies;

import org.jspecify.annotations.Nullable;

/**
 * Whether a server must accept a body.
 *
 * @param valid true if it must accept the body, false if it must reject it
 * @param reason the reason, for reports
 * @param rule the rule that the body violates although its schema accepts it; null if the body is
 *     valid, is not JSON, or violates its schema
 */
public record Verdict(boolean valid, String reason, @Nullable ProseRule rule) {
  static Verdict accepted() {
    return new Verdict(true, "valid according to its schema", null);
  }

  static Verdict rejected(String reason) {
    return new Verdict(false, reason, null);
  }

  static Verdict rejected(ProseRule rule) {
    return new Verdict(false, rule + ", erratum " + rule.erratum() + " in ERRATA.md", rule);
  }
}
