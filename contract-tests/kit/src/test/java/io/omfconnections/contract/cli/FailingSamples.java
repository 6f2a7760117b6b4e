package io.omfconnections.contract.cli;

import static org.junit.jupiter.api.Assertions.fail;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.TestsHttp;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests that fail, run by {@link ProgressListenerTest}. The build does not run them, as their class
 * names do not end in Test.
 */
final class FailingSamples {
  private FailingSamples() {}

  /** Three tests that pass, followed by a cleanup that fails. */
  static final class FailingCleanup {
    @TestFactory
    Stream<DynamicTest> three() {
      return IntStream.range(0, 3).mapToObj(i -> DynamicTest.dynamicTest("test " + i, () -> {}));
    }

    @AfterEach
    void cleanUp() {
      fail("could not be cleaned up");
    }
  }

  /** Three tests, of which two test HTTP itself: a method, and a dynamic test. */
  static final class TestsOfHttp {
    @Test
    void other() {
      fail("other");
    }

    @Test
    @TestsHttp
    void method() {
      fail("method");
    }

    @TestFactory
    @TestsHttp
    Stream<DynamicTest> dynamic() {
      return Stream.of(DynamicTest.dynamicTest("test", () -> fail("dynamic")));
    }
  }

  /** Two tests that run at the same time; the second fails first. */
  @TestMethodOrder(MethodOrderer.MethodName.class)
  static final class SecondEndsFirst {
    private static final CountDownLatch SECOND = new CountDownLatch(1);

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void test_1() throws InterruptedException {
      SECOND.await();
      fail("first");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void test_2() {
      SECOND.countDown();
      fail("second");
    }
  }

  /** Sixty tests of a server that cannot be reached. */
  static final class Unreachable {
    private static final RecordingClient UNREACHABLE =
        new RecordingClient(URI.create("http://127.0.0.1:1"), exchange -> {});

    @TestFactory
    Stream<DynamicTest> many() {
      return IntStream.range(0, 60)
          .mapToObj(
              i ->
                  DynamicTest.dynamicTest(
                      "test " + i, () -> UNREACHABLE.send(Request.of("GET", "/"))));
    }
  }
}
