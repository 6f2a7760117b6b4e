package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HashAdmissionsTest {
  private static final int HASHES = 3;

  private final AtomicLong nanos = new AtomicLong();
  private final HashAdmissions admissions = new HashAdmissions(HASHES, nanos::get);

  @Test
  void eight_requests_are_admitted_for_each_hash() {
    assertThat(acquire("clean")).isEqualTo(8 * HASHES);
    assertThat(acquire("other")).isZero();
  }

  @Test
  void network_with_a_wrong_secret_has_two_places_for_each_hash() {
    admissions.suspect("suspect");

    assertThat(acquire("suspect")).isEqualTo(2 * HASHES);
    assertThat(acquire("clean")).isEqualTo(6 * HASHES);
  }

  @Test
  void networks_with_wrong_secrets_leave_places_for_the_others() {
    for (int i = 0; i < 5; i++) {
      admissions.suspect("suspect " + i);
      acquire("suspect " + i);
    }

    assertThat(acquire("clean")).isEqualTo(2 * HASHES);
  }

  @Test
  void networks_with_wrong_secrets_wait_for_the_others() {
    for (int i = 0; i < 6 * HASHES; i++) {
      assertThat(admissions.tryAcquire("clean")).isTrue();
    }
    admissions.suspect("suspect");

    assertThat(acquire("suspect")).isZero();
    admissions.release("clean");
    assertThat(acquire("suspect")).isEqualTo(1);
  }

  @Test
  void place_is_free_after_its_release() {
    admissions.suspect("suspect");
    acquire("suspect");
    admissions.release("suspect");
    admissions.release("suspect");

    assertThat(acquire("suspect")).isEqualTo(2);

    for (int i = 0; i < 2 * HASHES; i++) {
      admissions.release("suspect");
    }
    assertThat(acquire("clean")).isEqualTo(8 * HASHES);
  }

  @Test
  void wrong_secret_is_forgotten_after_a_minute() {
    admissions.suspect("suspect");
    nanos.addAndGet(GuessLimit.WINDOW.toNanos() - 1);
    assertThat(acquire("suspect")).isEqualTo(2 * HASHES);

    nanos.addAndGet(1);

    assertThat(acquire("suspect")).isEqualTo(6 * HASHES);
  }

  @Test
  void admitted_requests_are_counted_until_their_release() {
    assertThat(admissions.admitted()).isZero();
    admissions.tryAcquire("a");
    admissions.tryAcquire("b");
    assertThat(admissions.admitted()).isEqualTo(2);

    admissions.release("a");

    assertThat(admissions.admitted()).isEqualTo(1);
  }

  /** Acquires places until none is free, and returns their number. */
  private int acquire(String network) {
    int count = 0;
    while (admissions.tryAcquire(network)) {
      count++;
      assertThat(count).as("there is a limit").isLessThan(1_000);
    }
    return count;
  }
}
