package io.omfconnections.server.identity;

/**
 * The names of the claims of an access token that identify the caller.
 *
 * @param tenant the claim with the identifier of the tenant
 * @param client the claim with the identifier of the client that the token was issued to
 * @param user the claim with the identifier of the user; if the claim is missing, or contains the
 *     identifier of the client, the token identifies the client
 * @param roles the claim with the identifiers of the roles: a list of strings, or one string
 */
public record ClaimNames(String tenant, String client, String user, String roles) {
  /**
   * The names in the tokens of the built-in issuer ({@code client_id}, {@code sub} and {@code
   * roles} as in RFC 9068).
   */
  public static final ClaimNames DEFAULT = new ClaimNames("tid", "client_id", "sub", "roles");
}
