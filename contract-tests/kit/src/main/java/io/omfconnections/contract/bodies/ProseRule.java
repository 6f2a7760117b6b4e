package io.omfconnections.contract.bodies;

/**
 * The rules by which a server rejects bodies that their schema accepts. The contract states them in
 * prose, because its schemas cannot express them.
 */
public enum ProseRule {
  /** Client ids must not be repeated in a list. */
  REPEATED_CLIENT_ID("E23"),
  /** An owner must be a user or client of the tenant, and have an id. */
  OWNER("E25"),
  /** The nesting depth is limited. */
  DEPTH("E29"),
  /** The number of digits of a number is limited. */
  DIGITS("E29"),
  /** The length of a property name is limited. */
  NAME_LENGTH("E29");

  private final String erratum;

  ProseRule(String erratum) {
    this.erratum = erratum;
  }

  /** Returns the number of the erratum that states the rule. */
  public String erratum() {
    return erratum;
  }
}
