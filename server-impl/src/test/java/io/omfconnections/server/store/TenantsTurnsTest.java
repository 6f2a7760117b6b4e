package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a tenant with slow transactions does not stop the transactions of another. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(120) // against hanging; says nothing about speed
class TenantsTurnsTest extends EachEngineFixture {
  private static final int MANY = 20;

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void endThreads() throws InterruptedException {
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void slow_reads_of_a_tenant_leave_connections_to_another() {
    for (int i = 0; i < MANY; i++) {
      start(() -> store.read("slow", deadline(), transaction -> block("slow")));
    }
    awaitAllWaiting();

    assertThat(store.<String>read("other", deadline(), transaction -> "read")).isEqualTo("read");
  }

  @Test
  void write_does_not_wait_for_all_waiting_writes_of_another_tenant() throws Exception {
    for (int i = 0; i < MANY; i++) {
      start(() -> store.write("slow", deadline(), transaction -> block("slow")));
    }
    awaitAllWaiting();
    start(() -> store.write("other", deadline(), transaction -> block("other")));
    awaitAllWaiting();

    endThreads();

    assertThat(begun).hasSize(MANY + 1);
    assertThat(begun.indexOf("other")).isLessThan(MANY / 2);
  }

  private void start(Runnable transaction) {
    Thread thread = new Thread(transaction);
    threads.add(thread);
    thread.start();
  }

  /** Waits until each thread waits: those with a connection for the test, the others for a turn. */
  private void awaitAllWaiting() {
    await()
        .until(
            () ->
                !begun.isEmpty()
                    && threads.stream()
                        .map(Thread::getState)
                        .allMatch(
                            state ->
                                state == Thread.State.WAITING
                                    || state == Thread.State.TIMED_WAITING));
  }

  private String block(String tenantId) {
    begun.add(tenantId);
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return tenantId;
  }
}
