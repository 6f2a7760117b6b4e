package io.omfconnections.server.store;

import io.omfconnections.server.connections.ConnectionStore;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/**
 * Base class of the tests that run on each database engine. Each test has a database of its own.
 */
abstract class EachEngineFixture extends ConnectionStoreFixture {
  @Parameter Engine engine = Engine.MEMORY;

  TestDatabase testDatabase = new TestDatabase.InMemory();
  Database database = SqliteDatabase.inMemory();
  ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT);

  @BeforeEach
  void openDatabase() throws Exception {
    store.close();
    testDatabase = engine.create();
    database = testDatabase.open();
    store = new SqlConnectionStore(database, STORAGE_TIMEOUT);
  }

  @AfterEach
  void closeDatabase() throws IOException {
    store.close();
    testDatabase.close();
  }
}
