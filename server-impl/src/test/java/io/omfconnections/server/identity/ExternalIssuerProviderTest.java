package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.connections.OperationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalIssuerProviderTest {
  private static final RSAKey KEY = SigningKey.generate();
  private static final RSAKey NEXT_KEY = SigningKey.generate();

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;

  /** Delays responses until it is counted down. */
  private volatile CountDownLatch delay = new CountDownLatch(0);

  ExternalIssuerProviderTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serveDocuments() {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          awaitDelay();
          String document = documents.get(exchange.getRequestURI().getPath());
          byte[] body = document == null ? new byte[0] : document.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(document == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    documents.put(
        "/.well-known/openid-configuration",
        """
        {"issuer": "ISSUER", "jwks_uri": "ISSUER/keys", "subject_types_supported": ["public"]}
        """
            .replace("ISSUER", issuer()));
    documents.put("/keys", new JWKSet(KEY.toPublicJWK()).toString());
  }

  private void awaitDelay() {
    try {
      delay.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void keys_are_discovered_when_the_first_token_arrives() throws Exception {
    TokenVerifier verifier = verifier(null);
    assertThat(requests).hasValue(0);

    assertThat(verifier.verify(token(KEY)).id()).isEqualTo("client");
    assertThat(verifier.verify(token(KEY)).id()).isEqualTo("client");

    assertThat(requests).as("discovery document and key set, once each").hasValue(2);
  }

  @Test
  void key_set_url_can_be_configured() throws Exception {
    documents.remove("/.well-known/openid-configuration");
    documents.put("/elsewhere", new JWKSet(KEY.toPublicJWK()).toString());

    assertThat(verifier(URI.create(issuer() + "/elsewhere")).verify(token(KEY)).id())
        .isEqualTo("client");
  }

  @Test
  void new_key_is_fetched_after_a_rotation() throws Exception {
    TokenVerifier verifier = verifier(null);
    verifier.verify(token(KEY));
    assertThatThrownBy(() -> verifier(null).verify(token(NEXT_KEY)))
        .isInstanceOf(InvalidTokenException.class);

    documents.put("/keys", new JWKSet(NEXT_KEY.toPublicJWK()).toString());

    assertThat(verifier.verify(token(NEXT_KEY)).id()).isEqualTo("client");
  }

  @Test
  void missing_key_set_fails_with_unavailable_and_is_retried() throws Exception {
    String keys = String.valueOf(documents.remove("/keys"));
    TokenVerifier verifier = verifier(null);

    assertThat(failure(verifier, KEY))
        .isInstanceOf(OperationException.class)
        .hasCauseInstanceOf(KeySourceException.class);

    documents.put("/keys", keys);
    // Keys are fetched at most once a second.
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> verifier.verify(token(KEY)).id().equals("client"));
  }

  /** Tests that the limit on fetches does not turn an invalid token into an unavailable service. */
  @Test
  void tokens_with_unknown_keys_are_invalid_however_many_arrive() throws Exception {
    TokenVerifier verifier = verifier(null);
    verifier.verify(token(KEY));

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> verifier.verify(token(NEXT_KEY)))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  @Test
  void only_one_thread_waits_for_a_slow_issuer() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService callers = Executors.newCachedThreadPool();
    TokenVerifier verifier =
        new ExternalIssuerProvider(external(null), clock, Duration.ofMinutes(5)).verifier();
    verifier.verify(token(KEY));
    delay = release;
    try {
      Future<?> first = callers.submit(() -> failure(verifier, NEXT_KEY));
      await().until(() -> requests.get() > 2);
      List<Future<Exception>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(callers.submit(() -> failure(verifier, NEXT_KEY)));
      }

      // Before the issuer has responded
      for (Future<Exception> other : others) {
        // Without a cause, which would be logged for each
        assertThat(other.get(60, SECONDS)).isInstanceOf(OperationException.class).hasNoCause();
      }
      assertThat(verifier.verify(token(KEY, "another token")).id()).isEqualTo("client");
      assertThat(first).isNotDone();
    } finally {
      release.countDown();
      callers.shutdown();
    }
  }

  private Exception failure(TokenVerifier verifier, RSAKey key) {
    return catchThrowableOfType(Exception.class, () -> verifier.verify(token(key)));
  }

  @Test
  void missing_discovery_document_fails_with_unavailable_however_many_tokens_arrive() {
    documents.clear();
    TokenVerifier verifier = verifier(null);

    for (int i = 0; i < 5; i++) {
      assertThat(failureKind(verifier)).isEqualTo(OperationException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void discovery_document_of_another_issuer_is_rejected() {
    documents.computeIfPresent(
        "/.well-known/openid-configuration",
        (path, document) ->
            document.replace("\"issuer\": \"" + issuer(), "\"issuer\": \"https://other.example"));

    assertThat(failureKind(verifier(null))).isEqualTo(OperationException.Kind.UNAVAILABLE);
    assertThat(requests).as("discovery document only").hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "{\"issuer\": \"https://other.example\"}"})
  void malformed_discovery_document_fails_with_unavailable(String document) {
    documents.put("/.well-known/openid-configuration", document);

    assertThat(failureKind(verifier(null))).isEqualTo(OperationException.Kind.UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/.well-known/openid-configuration",
    "https://a.example/, https://a.example/.well-known/openid-configuration",
    "https://a.example/t/v2, https://a.example/t/v2/.well-known/openid-configuration"
  })
  void discovery_url_is_below_the_issuer(URI issuer, URI discovery) {
    ExternalIssuer external = new ExternalIssuer(issuer, Set.of("a"), null, ClaimNames.DEFAULT);

    assertThat(external.discoveryUri()).isEqualTo(discovery);
    assertThat(new ExternalIssuerProvider(external, clock).discoveryUri()).isEqualTo(discovery);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.example", "mailto:a@b", "ftp://a.example"})
  void issuer_must_be_an_http_url(URI issuer) {
    assertThatThrownBy(() -> new ExternalIssuer(issuer, Set.of("a"), null, ClaimNames.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http or https URL");
  }

  @Test
  void issuer_requires_an_audience() {
    assertThatThrownBy(
            () ->
                new ExternalIssuer(
                    URI.create("https://a.example"), Set.of(), null, ClaimNames.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("audience");
  }

  private String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private TokenVerifier verifier(@Nullable URI jwksUri) {
    return new ExternalIssuerProvider(external(jwksUri), clock).verifier();
  }

  private ExternalIssuer external(@Nullable URI jwksUri) {
    return new ExternalIssuer(
        URI.create(issuer()), Set.of(Tokens.AUDIENCE), jwksUri, ClaimNames.DEFAULT);
  }

  private String token(RSAKey key) {
    return token(key, "a token");
  }

  private String token(RSAKey key, String id) {
    return Tokens.signed(key, Tokens.claims(clock.instant()).issuer(issuer()).jwtID(id).build());
  }

  private OperationException.Kind failureKind(TokenVerifier verifier) {
    OperationException exception =
        catchThrowableOfType(OperationException.class, () -> verifier.verify(token(KEY)));
    assertThat(exception).isNotNull();
    return exception.kind();
  }
}
