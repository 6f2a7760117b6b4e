package io.omfconnections.server.store;

/** The database engines. */
enum Engine {
  MEMORY {
    @Override
    TestDatabase create() {
      return new TestDatabase.InMemory();
    }
  },
  FILE {
    @Override
    TestDatabase create() throws Exception {
      return new TestDatabase.InFile();
    }
  },
  POSTGRESQL {
    @Override
    TestDatabase create() throws Exception {
      return new TestDatabase.OnServer(PostgresServer.shared().createDatabase());
    }
  };

  /** Creates an empty database. */
  abstract TestDatabase create() throws Exception;
}
