package io.omfconnections.server.cli;

import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for an external token issuer. */
final class IssuerOptions {
  @Option(
      names = "--issuer",
      paramLabel = "URL",
      description = "Accept tokens of this issuer only, and issue none.")
  private @Nullable URI issuer;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      split = ",",
      description = "With --issuer: accepted values of the claim aud, separated by commas.")
  private @Nullable List<String> audiences;

  @Option(
      names = "--jwks-uri",
      paramLabel = "URL",
      description = "With --issuer: URL of its key set (default: from its discovery document).")
  private @Nullable URI jwksUri;

  @Option(
      names = "--tenant-claim",
      paramLabel = "NAME",
      description = "With --issuer: claim that contains the tenant (default: tid).")
  private @Nullable String tenantClaim;

  @Option(
      names = "--client-claim",
      paramLabel = "NAME",
      description = "With --issuer: claim that contains the client (default: client_id).")
  private @Nullable String clientClaim;

  @Option(
      names = "--user-claim",
      paramLabel = "NAME",
      description = "With --issuer: claim that contains the user (default: sub).")
  private @Nullable String userClaim;

  @Option(
      names = "--roles-claim",
      paramLabel = "NAME",
      description =
          "With --issuer: claim that contains the roles (default: roles). Each --*-claim flag can"
              + " also name a property inside a claim, as in realm_access.roles or"
              + " /realm_access/roles; a claim with exactly this name takes precedence.")
  private @Nullable String rolesClaim;

  @Option(
      names = "--clock-skew",
      paramLabel = "DURATION",
      description =
          "With --issuer: tolerated difference between its clock and the clock of this machine,"
              + " PT0S to PT5M in whole seconds (default: PT0S).")
  private @Nullable Duration clockSkew;

  /**
   * Returns the external issuer, or null if none was chosen.
   *
   * @throws IllegalArgumentException if a flag is invalid, or requires --issuer
   */
  @Nullable ExternalIssuer externalIssuer() {
    if (issuer == null) {
      if (audiences != null
          || jwksUri != null
          || tenantClaim != null
          || clientClaim != null
          || userClaim != null
          || rolesClaim != null
          || clockSkew != null) {
        throw new IllegalArgumentException(
            "--audience, --jwks-uri, --clock-skew and the --*-claim flags require --issuer.");
      }
      return null;
    }
    return new ExternalIssuer(
        issuer,
        audiences == null ? Set.of() : new LinkedHashSet<>(audiences),
        jwksUri,
        new ClaimNames(
            tenantClaim == null ? ClaimNames.DEFAULT.tenant() : tenantClaim,
            clientClaim == null ? ClaimNames.DEFAULT.client() : clientClaim,
            userClaim == null ? ClaimNames.DEFAULT.user() : userClaim,
            rolesClaim == null ? ClaimNames.DEFAULT.roles() : rolesClaim),
        clockSkew == null ? ExternalIssuer.DEFAULT_CLOCK_SKEW : clockSkew);
  }
}
