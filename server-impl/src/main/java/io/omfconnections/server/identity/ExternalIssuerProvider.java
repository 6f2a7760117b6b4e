package io.omfconnections.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of an issuer elsewhere, with the keys that it publishes.
 *
 * <p>The keys are fetched when the first token comes, so that the service starts while the issuer
 * is away; they are kept for five minutes, and fetched again when a token names a key that is not
 * among them, as after a rotation.
 */
public final class ExternalIssuerProvider implements IdentityProvider {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();
  private static final int MAX_BYTES = 1 << 20;

  /** Tokens that name unknown keys make us ask the issuer at most so often. */
  private static final long MIN_MILLIS_BETWEEN_FETCHES = Duration.ofSeconds(1).toMillis();

  private final ExternalIssuer issuer;
  private final TokenVerifier verifier;

  /** A provider for the given issuer. */
  public ExternalIssuerProvider(ExternalIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.verifier =
        new TokenVerifier(
            issuer.issuer().toString(),
            issuer.audiences(),
            new LazyKeys(issuer),
            issuer.claims(),
            clock);
  }

  /** Where clients find how to get tokens. */
  public URI discoveryUri() {
    return issuer.discoveryUri();
  }

  @Override
  public TokenVerifier verifier() {
    return verifier;
  }

  private static final class LazyKeys implements JWKSource<SecurityContext> {
    private final ExternalIssuer issuer;
    private volatile @Nullable JWKSource<SecurityContext> keys;

    LazyKeys(ExternalIssuer issuer) {
      this.issuer = issuer;
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
        throws KeySourceException {
      return keys().get(selector, context);
    }

    private JWKSource<SecurityContext> keys() throws KeySourceException {
      JWKSource<SecurityContext> known = keys;
      if (known == null) {
        known =
            JWKSourceBuilder.create(
                    jwksUrl(),
                    new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES))
                .rateLimited(MIN_MILLIS_BETWEEN_FETCHES)
                .retrying(true)
                .build();
        keys = known;
      }
      return known;
    }

    private URL jwksUrl() throws KeySourceException {
      try {
        URI uri = issuer.jwksUri();
        if (uri == null) {
          AuthorizationServerMetadata metadata =
              OIDCProviderMetadata.resolve(
                  new Issuer(issuer.issuer()), TIMEOUT_MILLIS, TIMEOUT_MILLIS);
          uri = metadata.getJWKSetURI();
        }
        return uri.toURL();
      } catch (GeneralException | IOException | IllegalArgumentException e) {
        String what = e instanceof MalformedURLException ? "is no URL" : "can't be found";
        throw new RemoteKeySourceException(
            "The key set of " + issuer.issuer() + " " + what + ": " + e.getMessage(), e);
      }
    }
  }
}
