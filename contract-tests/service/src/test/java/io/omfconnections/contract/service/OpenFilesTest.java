package io.omfconnections.contract.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.omfconnections.contract.harness.Api;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server at its limit of open files waits, says so, and recovers. */
@Tag("slow")
@ServiceSuite
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no limit that a shell could set")
class OpenFilesTest {
  private static final int MAX_OPEN_FILES = 300;
  private static final Duration OBSERVED = Duration.ofSeconds(4);

  @Test
  void server_pauses_accepting_at_its_limit_of_open_files_and_recovers(
      TestServers servers, @TempDir Path data) throws Exception {
    List<Socket> idle = new ArrayList<>();
    try (ServerProcess server = servers.startProcess(data, MAX_OPEN_FILES)) {
      Api api = server.api();
      api.list().expect(200);
      for (int i = 0; i < MAX_OPEN_FILES; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), server.base().getPort()));
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> warnings(server).size() == 1);

      // A core that spins would use all of this time; a quarter of it allows for a loaded machine.
      Duration before = server.cpuTime();
      await()
          .pollDelay(OBSERVED)
          .untilAsserted(
              () -> assertThat(server.cpuTime().minus(before)).isLessThan(OBSERVED.dividedBy(4)));

      for (Socket socket : idle) {
        socket.close();
      }
      api.list().expect(200);
      assertThat(warnings(server)).hasSize(1);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private static List<String> warnings(ServerProcess server) throws IOException {
    try (var lines = Files.lines(server.log(), UTF_8)) {
      return lines.filter(line -> line.contains("Can't accept connections")).toList();
    }
  }
}
