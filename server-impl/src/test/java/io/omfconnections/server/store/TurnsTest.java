package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
    assertThatThrownBy(() -> turns.acquire("a", LONG)).isInstanceOf(InterruptedException.class);

    assertThat(turns.acquire("a", SHORT)).isTrue();
  }
}
