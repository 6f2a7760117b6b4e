package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.suites.ClientRace;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client belongs to at most one connection, also when several servers have the same data. */
@ContractSuite
class SharedStorageTest {
  @Test
  void of_many_who_create_with_two_servers_exactly_one_gets_the_client(@TempDir Path data) {
    try (OwnServer one = OwnServer.start(config -> config.dataDirectory(data));
        OwnServer other = OwnServer.start(config -> config.dataDirectory(data))) {
      ClientRace.run(one.api(), other.api());
    }
  }

  @Test
  void of_many_who_create_with_two_processes_exactly_one_gets_the_client(@TempDir Path data) {
    try (ServerProcess one = ServerProcess.start(data);
        ServerProcess other = ServerProcess.start(data)) {
      ClientRace.run(one.api(), other.api());
    }
  }
}
