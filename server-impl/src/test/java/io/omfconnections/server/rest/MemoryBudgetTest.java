package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(8_000_000);

  @Test
  void closing_a_reservation_returns_the_memory_that_it_reserved() {
    try (MemoryBudget.Reservation reservation = budget.reservation()) {
      reservation.reserve(1_000_000);
      reservation.reserve(2_000_000);
      assertThat(budget.free()).isEqualTo(5_000_000);
    }
    assertThat(budget.free()).isEqualTo(8_000_000);
  }

  @Test
  void an_eighth_is_left_for_small_bodies() {
    MemoryBudget.Reservation large = budget.reservation();
    large.reserve(7_000_000);
    assertThat(budget.largestReservation()).isEqualTo(7_000_000);

    assertUnavailable(large, 1);
    MemoryBudget.Reservation small = budget.reservation();
    small.reserve(MemoryBudget.SMALL);
    assertUnavailable(small, 1);
    assertThat(budget.free()).isEqualTo(1_000_000 - MemoryBudget.SMALL);
  }

  @Test
  void small_bodies_can_use_all_of_the_budget_and_no_more() {
    for (int i = 0; i < 8_000_000 / 64_000; i++) {
      budget.reservation().reserve(64_000);
    }
    assertUnavailable(budget.reservation(), 1);
  }

  @Test
  void closed_share_reserves_nothing() {
    MemoryBudget.Reservation reservation = budget.reservation();
    reservation.close();
    assertUnavailable(reservation, 1);
    reservation.close();
    assertThat(budget.free()).isEqualTo(8_000_000);
  }

  @Test
  void caller_leaves_a_fifth_of_the_budget_to_others() {
    for (int i = 0; i < 12; i++) {
      reservation("a").reserve(500_000);
    }
    MemoryBudget.Reservation beyond = reservation("a");
    beyond.reserve(400_000);
    assertUnavailable(reservation("a"), 1);
    assertThatThrownBy(() -> reservation("a").reserve(1))
        .hasMessageContaining("of the same tenant");

    reservation("b").reserve(MemoryBudget.SMALL);
    beyond.close();
    reservation("b").reserve(MemoryBudget.SMALL);
    reservation("a").reserve(1);
  }

  private MemoryBudget.Reservation reservation(String caller) {
    MemoryBudget.Reservation reservation = budget.reservation();
    reservation.assign(caller);
    return reservation;
  }

  private static void assertUnavailable(MemoryBudget.Reservation reservation, long bytes) {
    assertThatThrownBy(() -> reservation.reserve(bytes))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }
}
