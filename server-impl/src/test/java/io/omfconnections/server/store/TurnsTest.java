package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how many transactions of a tenant run at the same time. */
@Timeout(60)
class TurnsTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofSeconds(50);

  @Test
  void tenant_leaves_connections_to_others() throws InterruptedException {
    Turns turns = new Turns(8);
    for (int i = 0; i < 6; i++) {
      assertThat(turns.acquire("a", LONG)).isTrue();
    }

    assertThat(turns.acquire("a", SHORT)).isFalse();
    assertThat(turns.acquire("b", LONG)).isTrue();
    assertThat(turns.acquire("c", LONG)).isTrue();
    assertThat(turns.acquire("d", SHORT)).as("all are in use").isFalse();

    turns.release("a");
    assertThat(turns.acquire("d", LONG)).isTrue();
  }

  @Test
  void only_connection_is_shared() throws InterruptedException {
    Turns turns = new Turns(1);

    for (String tenant : new String[] {"a", "b", "a"}) {
      assertThat(turns.acquire(tenant, LONG)).isTrue();
      assertThat(turns.acquire("c", SHORT)).isFalse();
      turns.release(tenant);
    }
  }

  @Test
  void service_may_use_all_connections() throws InterruptedException {
    Turns turns = new Turns(4);

    for (int i = 0; i < 4; i++) {
      assertThat(turns.acquire(Turns.SERVICE, LONG)).isTrue();
    }
    assertThat(turns.acquire(Turns.SERVICE, SHORT)).isFalse();
  }

  @Test
  void interrupted_wait_leaves_no_trace() throws InterruptedException {
    Turns turns = new Turns(1);

    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> turns.acquire("a", LONG)).isInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).as("the exception replaces the flag").isFalse();
    }

    assertThat(turns.acquire("a", SHORT)).isTrue();
  }

  @Test
  void turn_is_passed_on_only_to_one_that_waits() throws Exception {
    Turns turns = new Turns(1);
    assertThat(turns.acquire("a", LONG)).isTrue();
    assertThat(turns.passOn("a")).as("nobody waits").isFalse();
    assertThat(turns.acquire("b", SHORT)).as("the turn was kept").isFalse();

    CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> acquire(turns, "b"));
    await().until(() -> turns.passOn("a"));

    assertThat(other.get()).isTrue();
    assertThat(turns.acquire("a", SHORT)).as("the turn was passed on").isFalse();
    turns.release("b");
    assertThat(turns.acquire("a", LONG)).isTrue();
  }

  private static boolean acquire(Turns turns, String tenantId) {
    try {
      return turns.acquire(tenantId, LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
