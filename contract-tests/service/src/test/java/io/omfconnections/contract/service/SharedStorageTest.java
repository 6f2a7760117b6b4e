package io.omfconnections.contract.service;

import io.omfconnections.contract.suites.ClientRace;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client identifier belongs to one connection at most, even when servers share a database. */
@ServiceSuite
class SharedStorageTest {
  @Test
  void concurrent_creates_on_two_servers_claim_a_client_id_once(
      TestServers servers, @TempDir Path data) {
    try (InProcessServer one = servers.start(config -> config.dataDirectory(data));
        InProcessServer other = servers.start(config -> config.dataDirectory(data))) {
      ClientRace.run(one.api(), other.api());
    }
  }

  @Tag("slow")
  @Test
  void concurrent_creates_on_two_processes_claim_a_client_id_once(
      TestServers servers, @TempDir Path data) {
    try (ServerProcess one = servers.startProcess(data);
        ServerProcess other = servers.startProcess(data)) {
      ClientRace.run(one.api(), other.api());
    }
  }
}
