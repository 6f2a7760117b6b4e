package io.omfconnections.server.identity;

/**
 * Which claims of an access token say who is calling.
 *
 * @param tenant the tenant's identifier
 * @param client the identifier of the client that the token was given to
 * @param user the user's identifier; a token without it, or with the client's identifier in it, is
 *     the client's own
 * @param roles the identifiers of the roles: a list of strings, or one string
 */
public record ClaimNames(String tenant, String client, String user, String roles) {
  /** The names in the tokens of the built-in issuer, after RFC 9068. */
  public static final ClaimNames DEFAULT = new ClaimNames("tid", "client_id", "sub", "roles");
}
