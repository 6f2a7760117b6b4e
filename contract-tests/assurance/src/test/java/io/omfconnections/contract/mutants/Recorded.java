package io.omfconnections.contract.mutants;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.recording.ExchangeFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the suites have recorded, looked through once for the tests that run after them. */
final class Recorded {
  private static final Path FILE = Path.of("../service/target/contract-report/exchanges.jsonl.gz");

  private static @Nullable Sample sample;

  private Recorded() {}

  static synchronized Sample sample() {
    if (sample == null) {
      sample = new Sample(Api.CONTRACT, exchanges());
    }
    return sample;
  }

  static List<Exchange> exchanges() {
    return ExchangeFile.read(FILE);
  }
}
