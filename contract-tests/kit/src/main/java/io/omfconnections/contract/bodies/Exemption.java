package io.omfconnections.contract.bodies;

/** Why a body is refused that the schema accepts: a rule that no schema can say. */
public enum Exemption {
  /** A client stands twice in one list. */
  CLIENT_TWICE("E23"),
  /** Not a user or a client of the tenant, by name. */
  OWNER("E25"),
  /** Nested too deep. */
  DEPTH("E29"),
  /** A number of too many digits. */
  DIGITS("E29"),
  /** A member's name of too many characters. */
  NAME("E29");

  private final String erratum;

  Exemption(String erratum) {
    this.erratum = erratum;
  }

  /** The number of the erratum that has the rule. */
  public String erratum() {
    return erratum;
  }
}
