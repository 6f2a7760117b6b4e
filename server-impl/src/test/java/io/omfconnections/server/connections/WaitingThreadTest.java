package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingThreadTest {
  private final List<String> events = new ArrayList<>();

  /** Notes when it is told about a wait. */
  private final class NotingThread extends Thread implements WaitingThread {
    NotingThread(Runnable task) {
      super(task);
    }

    @Override
    public void beginWaiting() {
      events.add("begin");
    }

    @Override
    public void endWaiting() {
      events.add("end");
    }
  }

  @Test
  void thread_is_told_when_it_waits_and_when_it_goes_on() throws Exception {
    assertThat(onNotingThread(() -> WaitingThread.await(this::result))).isEqualTo("result");

    assertThat(events).containsExactly("begin", "wait", "end");
  }

  @Test
  void thread_is_told_that_a_wait_has_failed() {
    assertThatThrownBy(
            () ->
                onNotingThread(
                    () ->
                        WaitingThread.await(
                            () -> {
                              throw new IllegalStateException("failed");
                            })))
        .hasRootCauseMessage("failed");

    assertThat(events).containsExactly("begin", "end");
  }

  @Test
  void other_threads_only_wait() {
    assertThat(WaitingThread.await(this::result)).isEqualTo("result");

    assertThat(events).containsExactly("wait");
  }

  private String result() {
    events.add("wait");
    return "result";
  }

  private String onNotingThread(Callable<String> work)
      throws InterruptedException, ExecutionException {
    FutureTask<String> task = new FutureTask<>(work);
    new NotingThread(task).start();
    return task.get();
  }
}
