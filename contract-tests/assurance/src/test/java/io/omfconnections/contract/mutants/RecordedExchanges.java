package io.omfconnections.contract.mutants;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.recording.ExchangeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchanges that the tests of the service module have recorded, from the file that their run
 * writes. The system property {@code contract.exchanges} names another file.
 */
record RecordedExchanges(List<Exchange> all, ExchangeSample sample) {
  static final Contract CONTRACT = Contract.load();

  private static final Path DEFAULT_FILE =
      Path.of("../service/target/contract-report/exchanges.jsonl.gz");

  private static @Nullable RecordedExchanges recorded;

  /**
   * Reads the file, once per JVM.
   *
   * @throws IllegalStateException if the file does not exist
   */
  static synchronized RecordedExchanges read() {
    if (recorded == null) {
      Path file = Path.of(System.getProperty("contract.exchanges", DEFAULT_FILE.toString()));
      if (!Files.exists(file)) {
        throw new IllegalStateException(
            "There are no recorded exchanges at "
                + file.toAbsolutePath().normalize()
                + ". Run the service's contract tests first:"
                + " mvn verify -pl contract-tests/service -am");
      }
      List<Exchange> exchanges = ExchangeFile.read(file);
      recorded = new RecordedExchanges(exchanges, new ExchangeSample(CONTRACT, exchanges));
    }
    return recorded;
  }
}
