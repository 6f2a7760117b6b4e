package io.omfconnections.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import java.io.IOException;
import java.net.URI;
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
  /**
   * How long it may take to fetch, in all; whoever waits for somebody else's fetch waits as long.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final Duration KEPT_FOR = Duration.ofMinutes(5);

  /** Tokens that name unknown keys make us ask the issuer at most so often. */
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(1);

  private final ExternalIssuer issuer;
  private final TokenVerifier verifier;

  /** A provider for the given issuer. */
  public ExternalIssuerProvider(ExternalIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.verifier =
        new TokenVerifier(
            issuer.issuer().toString(), issuer.audiences(), keys(issuer), issuer.claims(), clock);
  }

  /** Where clients find how to get tokens. */
  public URI discoveryUri() {
    return issuer.discoveryUri();
  }

  @Override
  public TokenVerifier verifier() {
    return verifier;
  }

  private static JWKSource<SecurityContext> keys(ExternalIssuer issuer) {
    PublishedKeys published = new PublishedKeys(issuer, new LimitedRetriever(TIMEOUT));
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(published)
            .cache(KEPT_FOR.toMillis(), TIMEOUT.toMillis())
            .rateLimited(BETWEEN_FETCHES.toMillis())
            .build();
    return (selector, context) -> {
      try {
        return source.get(selector, context);
      } catch (RateLimitReachedException e) {
        if (published.wereFetched()) {
          return List.of(); // they are known, and the one that is wanted is not among them
        }
        throw e;
      }
    };
  }

  /** The key set, at the address that the issuer's discovery document gives or the operator. */
  private static final class PublishedKeys implements JWKSetSource<SecurityContext> {
    private final ExternalIssuer issuer;
    private final LimitedRetriever retriever;
    private volatile boolean fetched;

    PublishedKeys(ExternalIssuer issuer, LimitedRetriever retriever) {
      this.issuer = issuer;
      this.retriever = retriever;
    }

    boolean wereFetched() {
      return fetched;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator refresh, long currentTime, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        JWKSet keys = JWKSet.parse(retriever.get(jwksUri()));
        fetched = true;
        return keys;
      } catch (GeneralException
          | IOException
          | java.text.ParseException
          | IllegalArgumentException e) {
        throw new JWKSetRetrievalException(
            "The key set of " + issuer.issuer() + " can't be had: " + e.getMessage(), e);
      }
    }

    private URI jwksUri() throws GeneralException, IOException {
      URI configured = issuer.jwksUri();
      if (configured != null) {
        return configured;
      }
      AuthorizationServerMetadata metadata =
          AuthorizationServerMetadata.parse(retriever.get(issuer.discoveryUri()));
      if (!metadata.getIssuer().getValue().equals(issuer.issuer().toString())) {
        throw new GeneralException(
            "its discovery document is that of another issuer, " + metadata.getIssuer());
      }
      if (metadata.getJWKSetURI() == null) {
        throw new GeneralException("its discovery document has no jwks_uri");
      }
      return metadata.getJWKSetURI();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
