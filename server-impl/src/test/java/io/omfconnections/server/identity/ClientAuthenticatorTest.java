package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.omfconnections.server.identity.TenantDirectory.Client;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the check of secrets. Long because each limit on wrong secrets is a test. */
class ClientAuthenticatorTest {
  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY_REQUESTS = 429;

  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore hashes = new Semaphore(1);
  private final HashAdmissions admissions = new HashAdmissions(1, nanos::get);
  private final Fixture authenticator =
      authenticator(SecretCheck.ofHash(SecretCheck.hash("right", 2)));

  @Test
  void one_guess_can_have_several_forms_of_the_secret() throws Exception {
    for (Fixture each : List.of(authenticator, authenticator(SecretCheck.ofSecret("right")))) {
      Set<String> forms = new LinkedHashSet<>(List.of("wrong", "right"));
      for (int i = 0; i <= ClientAuthenticator.MAX_WRONG_PER_CLIENT; i++) {
        assertThat(each.authenticate("client", forms, HERE)).isPresent();
      }
      assertThat(each.authenticate("client", Set.of("wrong"), HERE)).isEmpty();
      assertThat(each.authenticate("unknown", forms, HERE)).isEmpty();
    }
  }

  @Test
  void only_the_right_secret_of_a_known_client_is_accepted() throws RetryLaterException {
    for (Fixture each : List.of(authenticator, authenticator(SecretCheck.ofSecret("right")))) {
      assertThat(each.authenticate("client", Set.of("right"), HERE).map(Client::id))
          .contains("client");
      assertThat(each.authenticate("client", Set.of("wrong"), HERE)).isEmpty();
      assertThat(each.authenticate("client", Set.of(""), HERE)).isEmpty();
      assertThat(each.authenticate("unknown", Set.of("right"), HERE)).isEmpty();
      assertThat(each.authenticate("client", Set.of("right"), null).map(Client::id))
          .contains("client");
    }
  }

  @Test
  void client_is_refused_after_fifty_wrong_secrets_from_an_address() throws RetryLaterException {
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_CLIENT; i++) {
      assertThat(authenticator.authenticate("client", Set.of("wrong " + i), HERE)).isEmpty();
    }

    RetryLaterException refused = refused("client", "right", HERE);
    assertThat(refused.status()).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(refused.seconds()).isEqualTo(60);
    assertThat(authenticator.authenticate("client", Set.of("right"), ELSEWHERE)).isPresent();
    assertThat(authenticator.authenticate("other", Set.of("right"), HERE)).isPresent();
  }

  @Test
  void guesses_are_checked_again_after_a_minute() throws RetryLaterException {
    exhaust("client", HERE);
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(refused("client", "right", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
  }

  /** Otherwise, the limit would tell which clients exist. */
  @Test
  void unknown_client_is_limited_like_a_known_one() throws RetryLaterException {
    exhaust("unknown", HERE);

    assertThat(refused("unknown", "right", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
  }

  @Test
  void address_is_refused_after_two_hundred_wrong_secrets() throws RetryLaterException {
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_NETWORK; i++) {
      assertThat(authenticator.authenticate("unknown " + i, Set.of("wrong"), HERE)).isEmpty();
    }

    assertThat(refused("client", "right", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(authenticator.authenticate("client", Set.of("right"), ELSEWHERE)).isPresent();
  }

  /** Otherwise, one client with an outdated secret would stop all others behind a proxy. */
  @Test
  void refused_guesses_for_a_client_do_not_count_for_the_address() throws RetryLaterException {
    exhaust("client", HERE);
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_NETWORK; i++) {
      refused("client", "wrong", HERE);
    }

    assertThat(authenticator.authenticate("other", Set.of("right"), HERE)).isPresent();
  }

  @Test
  void right_secrets_do_not_count() throws RetryLaterException {
    for (int i = 0; i <= ClientAuthenticator.MAX_WRONG_PER_NETWORK; i++) {
      assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
    }
    assertThat(authenticator.authenticate("client", Set.of("wrong"), HERE)).isEmpty();
    // Each of them is new, so that none is remembered.
    for (int i = 0; i <= ClientAuthenticator.MAX_WRONG_PER_NETWORK; i++) {
      assertThat(
              authenticator
                  .with(SecretCheck.ofSecret("right " + i))
                  .authenticate("client", Set.of("right " + i), HERE))
          .isPresent();
    }
  }

  @Test
  void addresses_of_one_ipv6_network_are_limited_together() throws RetryLaterException {
    exhaust("client", "2001:db8:0:1:0:0:0:1");

    assertThat(refused("client", "right", "2001:db8:0:2:a:b:c:d").status())
        .isEqualTo(TOO_MANY_REQUESTS);
    assertThat(authenticator.authenticate("client", Set.of("right"), "2001:db8:1:1:0:0:0:1"))
        .isPresent();
  }

  @Test
  void networks_that_send_wrong_secrets_do_not_occupy_all_places() throws RetryLaterException {
    authenticator.authenticate("client", Set.of("wrong"), HERE);
    for (int i = 0; i < HashAdmissions.MAX - HashAdmissions.RESERVED; i++) {
      admissions.tryAcquire("another network");
    }

    assertThat(refused("client", "right", HERE).status()).isEqualTo(UNAVAILABLE);
    assertThat(authenticator.authenticate("client", Set.of("right"), ELSEWHERE)).isPresent();
    assertThat(authenticator.authenticate("other", Set.of("right"), ELSEWHERE))
        .as("again")
        .isPresent();

    admissions.release("another network");
    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
  }

  @Test
  void verified_secret_passes_despite_the_limits() throws RetryLaterException {
    authenticator.authenticate("client", Set.of("right"), HERE);
    exhaust("client", HERE);
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_NETWORK; i++) {
      tryAuthenticate("unknown " + i);
    }

    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
    assertThat(refused("client", "wrong", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(refused("other", "right", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
  }

  @Test
  void verified_secret_does_not_lift_the_limits_of_other_addresses() throws RetryLaterException {
    authenticator.authenticate("client", Set.of("right"), HERE);
    exhaust("client", ELSEWHERE);

    assertThat(refused("client", "right", ELSEWHERE).status()).isEqualTo(TOO_MANY_REQUESTS);
  }

  @Test
  void secret_is_remembered_for_two_hours_after_its_last_use() throws RetryLaterException {
    authenticator.authenticate("client", Set.of("right"), HERE);
    nanos.addAndGet(Duration.ofHours(2).minusSeconds(1).toNanos());
    authenticator.authenticate("client", Set.of("right"), HERE);
    nanos.addAndGet(Duration.ofHours(2).minusSeconds(1).toNanos());
    exhaust("client", HERE);
    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();

    nanos.addAndGet(Duration.ofHours(2).toNanos());
    exhaust("client", HERE);

    assertThat(refused("client", "right", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
  }

  @Test
  void few_requests_wait_while_other_secrets_are_hashed() throws Exception {
    hashes.acquire(); // as a secret that takes long does
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Optional<Client>>> waiting = new ArrayList<>();
      for (int i = 0; i < HashAdmissions.MAX; i++) {
        String address = "192.0.2." + (100 + i);
        waiting.add(
            threads.submit(() -> authenticator.authenticate("client", Set.of("right"), address)));
      }
      await().until(() -> admissions.admitted() == HashAdmissions.MAX);

      RetryLaterException refused = refused("client", "right", HERE);
      assertThat(refused.status()).isEqualTo(UNAVAILABLE);
      assertThat(refused.seconds()).isEqualTo(5);
      assertThat(waiting).noneMatch(Future::isDone);

      hashes.release();
      for (Future<Optional<Client>> each : waiting) {
        assertThat(each.get()).isPresent();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(admissions.admitted()).isZero();
    assertThat(hashes.availablePermits()).isEqualTo(1);
    assertThat(authenticator.authenticate("client", Set.of("right"), HERE)).isPresent();
  }

  @Test
  void request_that_waits_too_long_is_refused_and_does_not_count() throws Exception {
    Fixture impatient =
        new Fixture(
            new ClientAuthenticator(hashes, Duration.ofMillis(1), admissions, nanos::get),
            authenticator.directory());
    hashes.acquire();
    for (int i = 0; i <= ClientAuthenticator.MAX_WRONG_PER_CLIENT; i++) {
      assertThat(refused(impatient, "client", "wrong", HERE).status()).isEqualTo(UNAVAILABLE);
    }
    hashes.release();

    assertThat(impatient.authenticate("client", Set.of("right"), HERE)).isPresent();
    assertThat(admissions.admitted()).isZero();
  }

  @Test
  void interrupted_thread_is_refused_and_stays_interrupted() {
    Thread.currentThread().interrupt();

    try {
      assertThat(refused("client", "right", HERE).status()).isEqualTo(UNAVAILABLE);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "64, 32"})
  void half_of_the_processors_hash(int processors, int hashes) {
    assertThat(ClientAuthenticator.maxHashes(processors)).isEqualTo(hashes);
  }

  @Test
  void accepted_secrets_are_measured() throws RetryLaterException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    authenticator.authenticator().measure(registry);

    for (int i = 0; i < 3; i++) {
      authenticator.authenticate("client", Set.of("right"), HERE);
    }
    authenticator.authenticate("client", Set.of("wrong"), HERE);
    admissions.tryAcquire(HERE);

    assertThat(registry.get("omf.secrets.accepted").tag("by", "memory").functionCounter().count())
        .isEqualTo(2);
    assertThat(
            registry.get("omf.secrets.accepted").tag("by", "comparison").functionCounter().count())
        .isEqualTo(1);
    assertThat(registry.get("omf.secrets.remembered").gauge().value()).isEqualTo(1);
    assertThat(registry.get("omf.secrets.hashing").gauge().value()).isEqualTo(1);
  }

  @Test
  void both_secrets_of_a_client_are_remembered_and_a_removed_one_is_refused_at_once()
      throws RetryLaterException {
    SecretCheck old = SecretCheck.ofHash(SecretCheck.hash("old", 2));
    SecretCheck next = SecretCheck.ofHash(SecretCheck.hash("new", 2));
    Fixture before = authenticator(old);
    assertThat(before.authenticate("client", Set.of("old"), HERE)).isPresent();
    assertThat(before.authenticate("client", Set.of("new"), ELSEWHERE)).isEmpty();

    Fixture both = before.with(next, old);
    assertThat(both.authenticate("client", Set.of("new"), HERE)).isPresent();
    exhaust(both, "client", HERE);
    for (String secret : List.of("old", "new", "old")) {
      assertThat(both.authenticate("client", Set.of(secret), HERE)).as(secret).isPresent();
    }

    Fixture after = both.with(next);
    assertThat(after.authenticate("client", Set.of("new"), HERE)).isPresent();
    assertThat(refused(after, "client", "old", HERE).status()).isEqualTo(TOO_MANY_REQUESTS);
    assertThat(after.authenticate("client", Set.of("old"), ELSEWHERE)).isEmpty();
  }

  /** Wrong secrets up to the limit. */
  private void exhaust(String clientId, String address) throws RetryLaterException {
    exhaust(authenticator, clientId, address);
  }

  private static void exhaust(Fixture fixture, String clientId, String address)
      throws RetryLaterException {
    for (int i = 0; i < ClientAuthenticator.MAX_WRONG_PER_CLIENT; i++) {
      assertThat(fixture.authenticate(clientId, Set.of("wrong"), address)).isEmpty();
    }
  }

  private void tryAuthenticate(String clientId) {
    try {
      authenticator.authenticate(clientId, Set.of("wrong"), HERE);
    } catch (RetryLaterException e) {
      assertThat(e.status()).isEqualTo(TOO_MANY_REQUESTS);
    }
  }

  private RetryLaterException refused(String clientId, String secret, String address) {
    return refused(authenticator, clientId, secret, address);
  }

  private static RetryLaterException refused(
      Fixture fixture, String clientId, String secret, String address) {
    RetryLaterException exception =
        catchThrowableOfType(
            RetryLaterException.class,
            () -> fixture.authenticate(clientId, Set.of(secret), address));
    assertThat(exception).as("refused, not checked").isNotNull();
    return exception;
  }

  /** Returns an authenticator for two clients with the same secret, that hashes one at a time. */
  private Fixture authenticator(SecretCheck... secrets) {
    return new Fixture(
        new ClientAuthenticator(hashes, Duration.ofSeconds(10), admissions, nanos::get),
        directory(List.of(secrets)));
  }

  private static TenantDirectory directory(List<SecretCheck> secrets) {
    return new TenantDirectory(
        List.of(
            new Tenant(
                "tenant",
                List.of(),
                "r1",
                List.of(
                    new Client("client", "tenant", secrets, List.of(), Duration.ofHours(1)),
                    new Client("other", "tenant", secrets, List.of(), Duration.ofHours(1))))));
  }

  /** An authenticator, and the directory of the requests. */
  private record Fixture(ClientAuthenticator authenticator, TenantDirectory directory) {
    Optional<Client> authenticate(String clientId, Set<String> secrets, @Nullable String address)
        throws RetryLaterException {
      return authenticator.authenticate(directory, clientId, secrets, address);
    }

    /** Returns the same authenticator with a changed directory. */
    Fixture with(SecretCheck... secrets) {
      return new Fixture(authenticator, ClientAuthenticatorTest.directory(List.of(secrets)));
    }
  }
}
