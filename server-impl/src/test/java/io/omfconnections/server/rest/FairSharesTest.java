package io.omfconnections.server.rest;

import static io.omfconnections.server.rest.FairShares.Result.CALLER_HAS_SHARE;
import static io.omfconnections.server.rest.FairShares.Result.EXHAUSTED;
import static io.omfconnections.server.rest.FairShares.Result.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairSharesTest {
  private final FairShares shares = new FairShares(100);

  @Test
  void caller_has_four_fifths_of_what_the_others_leave() {
    assertThat(takeUntilRefused("a")).isEqualTo(80);
    assertThat(takeUntilRefused("b")).isEqualTo(16);
    assertThat(takeUntilRefused("c")).isEqualTo(3);
    assertThat(shares.free()).isEqualTo(1);

    shares.part().take(1, 0); // a request whose caller is not known
    assertThat(part("d").take(1, 0)).isEqualTo(EXHAUSTED);
  }

  @Test
  void only_part_of_a_caller_is_exempt() {
    FairShares.Part part = part("a");
    assertThat(part.take(60, 0)).isEqualTo(TAKEN);
    assertThat(part.take(40, 1)).isEqualTo(EXHAUSTED);
    assertThat(part.take(39, 0)).isEqualTo(TAKEN);
    assertThat(part("a").take(1, 0)).isEqualTo(CALLER_HAS_SHARE);
    assertThat(part("b").take(1, 0)).isEqualTo(TAKEN);
  }

  @Test
  void closed_part_does_not_count_any_more() {
    FairShares.Part part = part("a");
    part.take(80, 0);
    assertThat(part("a").take(1, 0)).isEqualTo(CALLER_HAS_SHARE);

    part.close();
    part.close();

    assertThat(shares.free()).isEqualTo(100);
    assertThat(part.take(1, 0)).isEqualTo(EXHAUSTED);
    assertThat(takeUntilRefused("a")).isEqualTo(80);
  }

  @Test
  void part_counts_for_a_caller_that_becomes_known_later() {
    FairShares.Part first = shares.part();
    first.take(80, 0);
    assertThat(first.assign("a")).isTrue();
    FairShares.Part second = shares.part();
    second.take(1, 0);

    assertThat(second.assign("a")).isFalse();

    assertThat(second.isClosed()).isTrue();
    assertThat(first.isClosed()).isFalse();
    assertThat(shares.free()).isEqualTo(20);
    FairShares.Part other = shares.part();
    other.take(1, 0);
    assertThat(other.assign("b")).isTrue();
  }

  private FairShares.Part part(String caller) {
    FairShares.Part part = shares.part();
    assertThat(part.assign(caller)).isTrue();
    return part;
  }

  private int takeUntilRefused(String caller) {
    int count = 0;
    while (part(caller).take(1, 0) == TAKEN) {
      count++;
    }
    assertThat(part(caller).take(1, 0)).isEqualTo(CALLER_HAS_SHARE);
    return count;
  }
}
