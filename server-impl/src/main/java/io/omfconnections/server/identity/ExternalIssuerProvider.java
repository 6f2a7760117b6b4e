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
 * Verifies the tokens of an external issuer with its published keys.
 *
 * <p>The keys are fetched when the first token arrives, so that the service can start while the
 * issuer is down. They are cached for five minutes, and fetched again when a token refers to an
 * unknown key, for example after a key rotation.
 */
public final class ExternalIssuerProvider implements IdentityProvider {
  /** The total timeout of fetching one document. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /**
   * How long a thread waits for a fetch by another one. Short, because anyone can send tokens with
   * unknown keys, and while the issuer is slow they would hold all threads.
   */
  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  private static final Duration CACHE_LIFETIME = Duration.ofMinutes(5);

  /** The minimum time between two fetches that are caused by tokens with unknown keys. */
  private static final Duration MIN_FETCH_INTERVAL = Duration.ofSeconds(1);

  private final ExternalIssuer issuer;
  private final TokenVerifier verifier;

  /** Creates a provider for the given issuer. */
  public ExternalIssuerProvider(ExternalIssuer issuer, Clock clock) {
    this(issuer, clock, TIMEOUT);
  }

  /**
   * Creates a provider for the given issuer.
   *
   * @param timeout the total timeout of fetching one document
   */
  ExternalIssuerProvider(ExternalIssuer issuer, Clock clock, Duration timeout) {
    this.issuer = issuer;
    this.verifier =
        new TokenVerifier(
            issuer.issuer().toString(),
            issuer.audiences(),
            keys(issuer, timeout),
            issuer.claims(),
            clock);
  }

  /** Returns the URL of the issuer's discovery document. */
  public URI discoveryUri() {
    return issuer.discoveryUri();
  }

  @Override
  public TokenVerifier verifier() {
    return verifier;
  }

  private static JWKSource<SecurityContext> keys(ExternalIssuer issuer, Duration timeout) {
    PublishedKeys published = new PublishedKeys(issuer, new LimitedRetriever(timeout));
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(published)
            .cache(CACHE_LIFETIME.toMillis(), MAX_WAIT.toMillis())
            .rateLimited(MIN_FETCH_INTERVAL.toMillis())
            .build();
    return (selector, context) -> {
      try {
        return source.get(selector, context);
      } catch (RateLimitReachedException e) {
        if (published.haveBeenFetched()) {
          return List.of(); // recently fetched, without the requested key
        }
        throw e;
      }
    };
  }

  /** Fetches the key set from the configured URL or the one in the discovery document. */
  private static final class PublishedKeys implements JWKSetSource<SecurityContext> {
    private final ExternalIssuer issuer;
    private final LimitedRetriever retriever;
    private volatile boolean fetched;

    PublishedKeys(ExternalIssuer issuer, LimitedRetriever retriever) {
      this.issuer = issuer;
      this.retriever = retriever;
    }

    boolean haveBeenFetched() {
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
            "The key set of " + issuer.issuer() + " can't be fetched: " + e.getMessage(), e);
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
            "its discovery document names another issuer, " + metadata.getIssuer());
      }
      if (metadata.getJWKSetURI() == null) {
        throw new GeneralException("its discovery document has no jwks_uri");
      }
      return metadata.getJWKSetURI();
    }

    @Override
    public void close() {
      // holds no resources
    }
  }
}
