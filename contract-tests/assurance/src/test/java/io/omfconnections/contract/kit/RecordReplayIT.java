package io.omfconnections.contract.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.service.ExternalProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the commands {@code record} and {@code replay}. */
@Timeout(1_200)
class RecordReplayIT {
  @TempDir private Path directory = Path.of("replaced");

  @Test
  void recorded_exchanges_pass_replay_and_a_violation_added_to_the_file_is_reported()
      throws Exception {
    Path har = directory.resolve("recorded.har");
    try (KitFixture fixture = KitFixture.start()) {
      try (ExternalProcess recorder =
          fixture.kit("record", "--base-url=" + fixture.baseUrl(), "--output=" + har)) {
        String proxy = recorder.awaitLine("Recording on ");
        try (ExternalProcess verify =
            fixture.verify(directory.resolve("report"), proxy, "--only=LifecycleTest")) {
          assertThat(verify.exitStatus()).as(verify.output()).isZero();
        }
        recorder.terminate();
        assertThat(recorder.output()).contains("exchanges checked, 0 broke the contract.");
        assertThat(recorder.exitStatus()).isZero();
      }
      KitFixture.assertNoSecretIn(directory);
      try (ExternalProcess replay = fixture.kit("replay", har.toString())) {
        assertThat(replay.output()).contains(" checked, 0 broke", "not of this API");
        assertThat(replay.exitStatus()).isZero();
      }
      Path invalid = directory.resolve("invalid.har");
      Files.writeString(invalid, Files.readString(har).replaceFirst("Creating", "Creeping"));
      try (ExternalProcess replay = fixture.kit("replay", invalid.toString())) {
        assertThat(replay.output()).contains("BODY_SCHEMA", "Contract: #/", "1 broke the contract");
        assertThat(replay.exitStatus()).isEqualTo(1);
      }
      try (ExternalProcess replay =
          fixture.kit("replay", directory.resolve("missing.har").toString())) {
        assertThat(replay.exitStatus()).as(replay.output()).isEqualTo(2);
      }
    }
  }
}
