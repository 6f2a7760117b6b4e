package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.recording.ExchangeFile;
import io.omfconnections.contract.recording.Recorder;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * Requires that the tests of this module have exercised every documented status code, and that no
 * recorded exchange breaks the contract.
 *
 * <p>Runs in Maven's integration-test phase, on the exchanges that the unit test phase recorded. It
 * is skipped when tests are selected with {@code -Dtest}, because these can't cover everything.
 */
class CoverageIT {
  @Test
  void every_documented_status_was_exercised() {
    assertThat(ServiceSessionListener.EXCHANGES)
        .as("written by the tests of this module: run mvn verify")
        .matches(Files::exists, "exists");
    Recorder recorder = new Recorder(Api.CONTRACT);
    // Checks each exchange again, and throws if it breaks the contract.
    ExchangeFile.read(ServiceSessionListener.EXCHANGES).forEach(recorder::record);
    assertThat(recorder.coverage().missing())
        .as("documented status codes (operation, version, status) that no test exercised")
        .isEmpty();
  }
}
