package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(8_000_000);

  @Test
  void closing_a_share_returns_the_memory_that_it_reserved() {
    try (MemoryBudget.Share share = budget.share()) {
      share.reserve(1_000_000);
      share.reserve(2_000_000);
      assertThat(budget.free()).isEqualTo(5_000_000);
    }
    assertThat(budget.free()).isEqualTo(8_000_000);
  }

  @Test
  void an_eighth_is_left_for_small_bodies() {
    MemoryBudget.Share large = budget.share();
    large.reserve(7_000_000);
    assertThat(budget.maximumShare()).isEqualTo(7_000_000);

    assertUnavailable(large, 1);
    MemoryBudget.Share small = budget.share();
    small.reserve(MemoryBudget.SMALL);
    assertUnavailable(small, 1);
    assertThat(budget.free()).isEqualTo(1_000_000 - MemoryBudget.SMALL);
  }

  @Test
  void small_bodies_can_use_all_of_the_budget_and_no_more() {
    for (int i = 0; i < 8_000_000 / 64_000; i++) {
      budget.share().reserve(64_000);
    }
    assertUnavailable(budget.share(), 1);
  }

  @Test
  void closed_share_reserves_nothing() {
    MemoryBudget.Share share = budget.share();
    share.close();
    assertUnavailable(share, 1);
    share.close();
    assertThat(budget.free()).isEqualTo(8_000_000);
  }

  @Test
  void caller_leaves_a_fifth_of_the_budget_to_others() {
    for (int i = 0; i < 12; i++) {
      share("a").reserve(500_000);
    }
    MemoryBudget.Share beyond = share("a");
    beyond.reserve(400_000);
    assertUnavailable(share("a"), 1);
    assertThatThrownBy(() -> share("a").reserve(1)).hasMessageContaining("of the same tenant");

    share("b").reserve(MemoryBudget.SMALL);
    beyond.close();
    share("b").reserve(MemoryBudget.SMALL);
    share("a").reserve(1);
  }

  private MemoryBudget.Share share(String caller) {
    MemoryBudget.Share share = budget.share();
    share.assign(caller);
    return share;
  }

  private static void assertUnavailable(MemoryBudget.Share share, long bytes) {
    assertThatThrownBy(() -> share.reserve(bytes))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }
}
