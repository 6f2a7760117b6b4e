package io.omfconnections.contract.cli;

import static org.junit.jupiter.api.Assertions.fail;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.http.RecordingClient;
import java.net.URI;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tests that fail, for {@link ProgressTest} to run; by their names, the build leaves them out. */
final class FailingSamples {
  private FailingSamples() {}

  /** Three tests that pass, and a clean-up after them that fails. */
  static final class Unclean {
    @TestFactory
    Stream<DynamicTest> three() {
      return IntStream.range(0, 3).mapToObj(i -> DynamicTest.dynamicTest("test " + i, () -> {}));
    }

    @AfterEach
    void cleanUp() {
      fail("could not be cleaned up");
    }
  }

  /** Sixty tests of a server that is not there. */
  static final class Unanswered {
    private static final RecordingClient NOBODY =
        new RecordingClient(URI.create("http://127.0.0.1:1"), exchange -> {});

    @TestFactory
    Stream<DynamicTest> many() {
      return IntStream.range(0, 60)
          .mapToObj(
              i -> DynamicTest.dynamicTest("test " + i, () -> NOBODY.send(Request.of("GET", "/"))));
    }
  }
}
