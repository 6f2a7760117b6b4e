package io.omfconnections.contract.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results and failures of concurrent tasks. */
class ConcurrentRunnerTest {
  @Test
  void results_are_ordered_by_thread_index() {
    assertThat(ConcurrentRunner.run(3, i -> () -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void unchecked_failure_of_a_task_is_rethrown_unchanged_and_checked_one_as_cause() {
    for (Throwable failure : List.of(new AssertionError("x"), new IllegalStateException("x"))) {
      assertThatThrownBy(() -> ConcurrentRunner.run(2, i -> () -> fail(failure))).isSameAs(failure);
    }
    IOException checked = new IOException("x");
    assertThatThrownBy(() -> ConcurrentRunner.run(2, i -> () -> fail(checked))).hasCause(checked);
  }

  private static int fail(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }
}
