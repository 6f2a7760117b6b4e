package io.omfconnections.server.cli;

import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags for an external issuer of tokens. */
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
      description = "With --issuer: claim that contains the roles (default: roles).")
  private @Nullable String rolesClaim;

  /**
   * Returns the issuer that was chosen; null for the built-in issuer.
   *
   * @param invalidUsage creates the exception for flags that do not fit together
   */
  @Nullable ExternalIssuer externalIssuer(Function<String, ParameterException> invalidUsage) {
    if (issuer == null) {
      if (audiences != null
          || jwksUri != null
          || tenantClaim != null
          || clientClaim != null
          || userClaim != null
          || rolesClaim != null) {
        throw invalidUsage.apply(
            "--audience, --jwks-uri and the --*-claim flags require --issuer.");
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
            rolesClaim == null ? ClaimNames.DEFAULT.roles() : rolesClaim));
  }
}
