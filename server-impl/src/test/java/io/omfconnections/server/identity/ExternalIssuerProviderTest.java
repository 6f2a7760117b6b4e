package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.omfconnections.server.CapturedLog;
import io.omfconnections.server.TestClock;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.ExternalIssuerProvider.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the keys of an external issuer. Long because each of its failures is a test. */
@Timeout(120) // against hanging; says nothing about speed
class ExternalIssuerProviderTest {
  private static final RSAKey KEY = TestKeys.get(0);
  private static final RSAKey NEXT_KEY = TestKeys.get(1);

  private static final Duration LONG = Duration.ofHours(1);

  /** Fetches two times, at the start and for an unknown key, and then not again in a test. */
  private static final Timing RARE = timing(LONG, LONG, LONG);

  /** Fetches for each unknown key. */
  private static final Timing ON_DEMAND = timing(LONG, LONG, Duration.ofMillis(20));

  /** Fetches all the time. */
  private static final Timing FREQUENT = timing(Duration.ofMillis(50), LONG, Duration.ofMillis(20));

  private final TestClock clock = new TestClock("2026-01-01T00:00:00Z");
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;
  private final List<ExternalIssuerProvider> providers = new ArrayList<>();

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
    providers.forEach(ExternalIssuerProvider::close);
    server.stop(0);
  }

  @Test
  void keys_are_discovered_at_the_start() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    delay = release;
    CompletableFuture.delayedExecutor(200, MILLISECONDS).execute(release::countDown);

    TokenVerifier verifier = verifier(RARE);

    assertThat(verifier.verify(token(KEY)).id()).isEqualTo("client");
    assertThat(verifier.verify(token(KEY)).id()).isEqualTo("client");

    assertThat(requests).as("discovery document and key set, once each").hasValue(2);
  }

  @Test
  void start_does_not_wait_long_for_a_slow_issuer() {
    CountDownLatch release = new CountDownLatch(1);
    delay = release;
    try {
      TokenVerifier verifier = verifier(new Timing(Duration.ofMillis(20), LONG, LONG, LONG, LONG));

      assertThat(failureKind(verifier)).isEqualTo(OperationException.Kind.UNAVAILABLE);
      release.countDown();
      awaitVerified(verifier, KEY);
    } finally {
      release.countDown();
    }
  }

  @Test
  void key_set_url_can_be_configured() throws Exception {
    documents.remove("/.well-known/openid-configuration");
    documents.put("/elsewhere", new JWKSet(KEY.toPublicJWK()).toString());

    TokenVerifier verifier = verifier(URI.create(issuer() + "/elsewhere"), RARE);
    assertVerified(verifier, KEY);

    assertThat(requests).as("the key set only").hasValue(1);
  }

  @Test
  void new_key_is_fetched_after_a_rotation() throws Exception {
    TokenVerifier verifier = verifier(RARE);
    assertVerified(verifier, KEY);

    documents.put("/keys", new JWKSet(NEXT_KEY.toPublicJWK()).toString());

    assertVerified(verifier, NEXT_KEY);
    assertThatThrownBy(() -> verifier.verify(token(KEY, "another token")))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void missing_key_set_fails_with_unavailable_and_is_retried() throws Exception {
    String keys = String.valueOf(documents.remove("/keys"));
    TokenVerifier verifier = verifier(ON_DEMAND);

    assertThat(failure(verifier, KEY))
        .isInstanceOf(OperationException.class)
        .hasCauseInstanceOf(KeySourceException.class);

    documents.put("/keys", keys);
    awaitVerified(verifier, KEY);
  }

  @Test
  void tokens_are_verified_while_keys_are_fetched_again() throws Exception {
    TokenVerifier verifier = verifier(FREQUENT);
    assertVerified(verifier, KEY);
    CountDownLatch release = new CountDownLatch(1);
    delay = release;
    try {
      int before = requests.get();
      await().until(() -> requests.get() > before);

      for (int i = 0; i < 20; i++) {
        assertThat(verifier.verify(token(KEY, "token " + i)).id()).isEqualTo("client");
      }
    } finally {
      release.countDown();
    }
  }

  @Test
  void tokens_are_verified_while_the_issuer_is_down() throws Exception {
    TokenVerifier verifier = verifier(FREQUENT);
    assertVerified(verifier, KEY);
    documents.clear();
    int before = requests.get();
    await().until(() -> requests.get() > before + 1);

    assertThat(verifier.verify(token(KEY, "another token")).id()).isEqualTo("client");
  }

  @Test
  void keys_that_cannot_be_fetched_again_are_used_for_a_limited_time() {
    TokenVerifier verifier =
        verifier(timing(Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofMillis(20)));
    awaitVerified(verifier, KEY);
    documents.clear();
    AtomicInteger tokens = new AtomicInteger();

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> verifier.verify(token(KEY, "token " + tokens.incrementAndGet())))
                    .isInstanceOf(OperationException.class));
    for (int i = 0; i < 5; i++) {
      String another = token(KEY, "another token " + i);
      assertThatThrownBy(() -> verifier.verify(another))
          .as("not invalid, however many arrive")
          .isInstanceOf(OperationException.class);
    }
  }

  @Test
  void withdrawn_key_is_rejected_after_the_next_fetch() throws Exception {
    TokenVerifier verifier = verifier(FREQUENT);
    assertVerified(verifier, KEY);
    AtomicInteger tokens = new AtomicInteger();

    documents.put("/keys", new JWKSet(NEXT_KEY.toPublicJWK()).toString());

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> verifier.verify(token(KEY, "token " + tokens.incrementAndGet())))
                    .isInstanceOf(InvalidTokenException.class));
  }

  @Test
  void unknown_key_is_unavailable_if_the_keys_cannot_be_fetched_again() throws Exception {
    TokenVerifier verifier = verifier(RARE);
    assertVerified(verifier, KEY);
    documents.clear();

    for (int i = 0; i < 5; i++) {
      assertThat(failure(verifier, NEXT_KEY)).isInstanceOf(OperationException.class);
    }
  }

  @Test
  void background_thread_is_a_daemon_and_ends_with_the_provider() throws Exception {
    ExternalIssuerProvider provider = new ExternalIssuerProvider(external(null), clock);
    assertThat(provider.discoveryUri()).hasToString(issuer() + "/.well-known/openid-configuration");
    assertVerified(provider.verifier(), KEY);
    assertThat(backgroundThreads()).isNotEmpty().allMatch(Thread::isDaemon);

    provider.close();

    await().until(() -> backgroundThreads().isEmpty());
  }

  /** Tests that the limit on fetches does not turn an invalid token into an unavailable service. */
  @Test
  void tokens_with_unknown_keys_are_invalid_however_many_arrive() throws Exception {
    TokenVerifier verifier = verifier(RARE);
    assertVerified(verifier, KEY);

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> verifier.verify(token(NEXT_KEY)))
          .isInstanceOf(InvalidTokenException.class);
    }
  }

  @Test
  void only_one_thread_waits_for_a_slow_issuer() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService callers = Executors.newCachedThreadPool();
    TokenVerifier verifier = verifier(RARE);
    assertVerified(verifier, KEY);
    int before = requests.get();
    delay = release;
    try {
      Future<?> first = callers.submit(() -> failure(verifier, NEXT_KEY));
      await().until(() -> requests.get() > before);
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

  @Test
  void token_alone_decides_about_the_caller() throws Exception {
    ExternalIssuerProvider provider = provider(null, RARE);

    assertThat(provider.authenticate(token(KEY), new TenantDirectory(List.of())))
        .isEqualTo(new Identity(TrusteeType.CLIENT, "client", "tenant", Set.of()));
    assertThatThrownBy(() -> provider.authenticate(token(NEXT_KEY), new TenantDirectory(List.of())))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void failed_fetches_are_logged_once_until_a_fetch_succeeds() {
    String keys = String.valueOf(documents.remove("/keys"));
    try (CapturedLog log = new CapturedLog(ExternalIssuerProvider.class)) {
      TokenVerifier verifier = verifier(FREQUENT);
      int before = requests.get();
      await().until(() -> requests.get() > before + 4);
      assertThat(log.messages()).singleElement().asString().contains(issuer(), "404");

      documents.put("/keys", keys);
      awaitVerified(verifier, KEY);
      documents.clear();
      await().until(() -> log.messages().size() > 1);
    }
  }

  @Test
  void close_during_a_fetch_is_not_logged() throws Exception {
    ExternalIssuerProvider provider = provider(null, FREQUENT);
    assertVerified(provider.verifier(), KEY);
    CountDownLatch release = new CountDownLatch(1);
    delay = release;
    try (CapturedLog log = new CapturedLog(ExternalIssuerProvider.class)) {
      int before = requests.get();
      await().until(() -> requests.get() > before);

      provider.close();

      await().until(() -> backgroundThreads().isEmpty());
      assertThat(log.messages()).isEmpty();
    } finally {
      release.countDown();
    }
  }

  @Test
  void thread_that_is_interrupted_at_the_start_stays_interrupted() {
    Thread.currentThread().interrupt();

    try {
      provider(null, RARE);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static List<Thread> backgroundThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().equals("issuer-keys"))
        .toList();
  }

  private Exception failure(TokenVerifier verifier, RSAKey key) {
    return catchThrowableOfType(Exception.class, () -> verifier.verify(token(key)));
  }

  @Test
  void missing_discovery_document_fails_with_unavailable_however_many_tokens_arrive() {
    documents.clear();
    TokenVerifier verifier = verifier(RARE);

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

    assertThat(failureKind(verifier(RARE))).isEqualTo(OperationException.Kind.UNAVAILABLE);
    assertThat(requests).as("discovery document only, at the start and for the token").hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "{\"issuer\": \"https://other.example\"}"})
  void malformed_discovery_document_fails_with_unavailable(String document) {
    documents.put("/.well-known/openid-configuration", document);

    assertThat(failureKind(verifier(RARE))).isEqualTo(OperationException.Kind.UNAVAILABLE);
  }

  private String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static Timing timing(Duration refreshAfter, Duration maxAge, Duration minInterval) {
    return new Timing(
        Duration.ofSeconds(10), Duration.ofMinutes(5), refreshAfter, maxAge, minInterval);
  }

  private TokenVerifier verifier(Timing timing) {
    return verifier(null, timing);
  }

  private TokenVerifier verifier(@Nullable URI jwksUri, Timing timing) {
    return provider(jwksUri, timing).verifier();
  }

  private ExternalIssuerProvider provider(@Nullable URI jwksUri, Timing timing) {
    ExternalIssuerProvider provider = new ExternalIssuerProvider(external(jwksUri), clock, timing);
    providers.add(provider);
    return provider;
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
  }

  /** Waits until a token that the key has signed is accepted. */
  private void awaitVerified(TokenVerifier verifier, RSAKey key) {
    await().ignoreExceptions().untilAsserted(() -> assertVerified(verifier, key));
  }

  private void assertVerified(TokenVerifier verifier, RSAKey key) throws InvalidTokenException {
    assertThat(verifier.verify(token(key)).id()).isEqualTo("client");
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
