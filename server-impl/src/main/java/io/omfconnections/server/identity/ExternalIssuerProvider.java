package io.omfconnections.server.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import io.omfconnections.server.access.Identity;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the tokens of an external issuer with its published keys.
 *
 * <p>The keys are fetched in the background: at the start, and five minutes after each fetch. In
 * the meantime, and for up to an hour while the issuer does not respond, tokens are verified with
 * the keys that were fetched last. A request waits for the issuer only if its token refers to an
 * unknown key, for example after a key rotation, or if there are no keys.
 */
public final class ExternalIssuerProvider implements IdentityProvider, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExternalIssuerProvider.class);

  /**
   * How long a thread waits for a fetch by another one. Short, because anyone can send tokens with
   * unknown keys, and while the issuer is slow they would hold all threads.
   */
  private static final Duration MAX_WAIT = Duration.ofMillis(100);

  /**
   * When keys are fetched.
   *
   * @param maxStartWait how long the start waits for the keys; the server also starts without them
   * @param timeout the total timeout of fetching one document
   * @param refreshAfter the time from a fetch to the next one; limits how long a withdrawn key is
   *     accepted
   * @param maxAge how long keys are used if they can't be fetched again; the issuer may have
   *     withdrawn them
   * @param minInterval the interval in which at most two fetches start, whatever causes them
   */
  record Timing(
      Duration maxStartWait,
      Duration timeout,
      Duration refreshAfter,
      Duration maxAge,
      Duration minInterval) {
    /** The timing of a server. */
    static final Timing DEFAULT =
        new Timing(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofSeconds(1));
  }

  private final ExternalIssuer issuer;
  private final TokenVerifier verifier;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "issuer-keys");
            thread.setDaemon(true);
            return thread;
          });

  /** Creates a provider for the given issuer. */
  public ExternalIssuerProvider(ExternalIssuer issuer, Clock clock) {
    this(issuer, clock, Timing.DEFAULT);
  }

  /** Creates a provider for the given issuer, with another timing. */
  ExternalIssuerProvider(ExternalIssuer issuer, Clock clock, Timing timing) {
    this.issuer = issuer;
    this.verifier =
        new TokenVerifier(
            issuer.issuer().toString(),
            issuer.audiences(),
            keys(new PublishedKeys(issuer, new LimitedRetriever(timing.timeout())), timing),
            issuer.claims(),
            clock,
            issuer.clockSkew());
  }

  /** Returns the URL of the issuer's discovery document. */
  public URI discoveryUri() {
    return issuer.discoveryUri();
  }

  /** Returns the verifier for the tokens of the issuer. */
  TokenVerifier verifier() {
    return verifier;
  }

  /** The directory has no clients of an external issuer: the token alone decides. */
  @Override
  public Identity authenticate(String token, TenantDirectory directory)
      throws InvalidTokenException {
    return verifier.verify(token);
  }

  /** Stops fetching keys. The provider can't be used any more. */
  @Override
  public void close() {
    background.shutdownNow();
  }

  /** Waits for the first fetch, so that a server with a fast issuer accepts tokens at once. */
  private static void await(Future<?> fetch, Duration maxWait) {
    try {
      fetch.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The first tokens get 503.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refresh(JWKSetSource<SecurityContext> cache) {
    try {
      cache.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), System.currentTimeMillis(), null);
    } catch (KeySourceException | RuntimeException | Error e) {
      // The keys in the cache are used until the next attempt. Failures of fetches are logged.
      // Nothing is thrown on, because that would end the schedule.
    }
  }

  private JWKSource<SecurityContext> keys(PublishedKeys published, Timing timing) {
    JWKSetSource<SecurityContext> cache =
        new CachingJWKSetSource<>(
            new RateLimitedJWKSetSource<>(published, timing.minInterval().toMillis(), null),
            timing.maxAge().toMillis(),
            MAX_WAIT.toMillis(),
            null);
    await(background.submit(() -> refresh(cache)), timing.maxStartWait());
    long millis = timing.refreshAfter().toMillis();
    var unused =
        background.scheduleWithFixedDelay(
            () -> refresh(cache), millis, millis, TimeUnit.MILLISECONDS);
    JWKSource<SecurityContext> source = new JWKSetBasedJWKSource<>(cache);
    return (selector, context) -> {
      try {
        return source.get(selector, context);
      } catch (RateLimitReachedException e) {
        if (published.isLastFetchSuccessful()) {
          return List.of(); // fetched within the interval, without the requested key
        }
        throw e;
      }
    };
  }

  /** Fetches the key set from the configured URL or the one in the discovery document. */
  private static final class PublishedKeys implements JWKSetSource<SecurityContext> {
    private final ExternalIssuer issuer;
    private final LimitedRetriever retriever;
    private volatile State state = State.NOT_FETCHED;

    private enum State {
      NOT_FETCHED,
      FETCHED,
      FAILED
    }

    PublishedKeys(ExternalIssuer issuer, LimitedRetriever retriever) {
      this.issuer = issuer;
      this.retriever = retriever;
    }

    boolean isLastFetchSuccessful() {
      return state == State.FETCHED;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator refresh, long currentTime, @Nullable SecurityContext context)
        throws KeySourceException {
      try {
        JWKSet keys = JWKSet.parse(retriever.get(jwksUri()));
        state = State.FETCHED;
        return keys;
      } catch (GeneralException
          | IOException
          | java.text.ParseException
          | IllegalArgumentException e) {
        String message =
            "The key set of " + issuer.issuer() + " can't be fetched: " + e.getMessage();
        // Once: requests that fail are logged, too. Interrupted means that the provider was closed.
        if (state != State.FAILED && !Thread.currentThread().isInterrupted()) {
          LOG.warn(message);
        }
        state = State.FAILED;
        throw new JWKSetRetrievalException(message, e);
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
