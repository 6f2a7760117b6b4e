package io.omfconnections.contract.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Tests which tests of a suite run at the same time. */
class IndependentTest {
  private static final String PARALLEL = "junit.jupiter.execution.parallel.";

  @Test
  void independent_tests_run_at_the_same_time_and_every_other_test_alone() {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(
                    LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Sample.class))
                        .configurationParameter(PARALLEL + "enabled", "true")
                        .configurationParameter(PARALLEL + "config.strategy", "fixed")
                        .configurationParameter(PARALLEL + "config.fixed.parallelism", "2")
                        .build())
                .listeners(listener)
                .build());
    assertThat(listener.getSummary().getFailures()).isEmpty();
    assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(4);
  }

  @ContractSuite
  static final class Sample {
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    @BeforeEach
    void start() {
      RUNNING.incrementAndGet();
    }

    @AfterEach
    void end() {
      RUNNING.decrementAndGet();
    }

    @Test
    @Independent
    void first_of_two() throws Exception {
      BOTH.await(1, TimeUnit.MINUTES);
    }

    @Test
    @Independent
    void second_of_two() throws Exception {
      BOTH.await(1, TimeUnit.MINUTES);
    }

    @Test
    void first_alone() {
      assertThat(RUNNING).hasValue(1);
    }

    @Test
    void second_alone() {
      assertThat(RUNNING).hasValue(1);
    }
  }
}
