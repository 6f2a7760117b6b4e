package io.omfconnections.contract.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens in several threads is told as though it were one. */
class TogetherTest {
  @Test
  void results_come_in_the_order_of_the_threads() {
    assertThat(Together.run(3, i -> () -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void what_a_thread_fails_with_is_what_all_fail_with() {
    for (Throwable failure : List.of(new AssertionError("x"), new IllegalStateException("x"))) {
      assertThatThrownBy(() -> Together.run(2, i -> () -> fail(failure))).isSameAs(failure);
    }
    IOException checked = new IOException("x");
    assertThatThrownBy(() -> Together.run(2, i -> () -> fail(checked))).hasCause(checked);
  }

  private static int fail(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }
}
