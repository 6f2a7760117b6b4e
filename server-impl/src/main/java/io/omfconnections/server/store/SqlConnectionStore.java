package io.omfconnections.server.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.identity.SigningKeyStore;
import java.time.Duration;

/** Stores connections in a database. */
public final class SqlConnectionStore implements ConnectionStore {
  private final Database database;
  private final TransactionRunner transactions;
  private final AccessControlLists.ListCache lists = new AccessControlLists.ListCache();

  /**
   * Creates a store that owns the database and closes it.
   *
   * @param timeout how long a transaction may wait for the database
   */
  public SqlConnectionStore(Database database, Duration timeout) {
    this.database = database;
    this.transactions = new TransactionRunner(database, timeout);
  }

  /**
   * Creates a store that owns the database and closes it.
   *
   * @param timeout how long a transaction may wait for the database
   * @param registry the metrics of transactions and connections
   */
  public SqlConnectionStore(Database database, Duration timeout, MeterRegistry registry) {
    this.database = database;
    this.transactions =
        new TransactionRunner(database, timeout, SharedTransaction.MAX_TIME, registry);
    database.measure(registry);
  }

  @Override
  public <T> T read(Deadline deadline, Work<T> work) {
    return read(Turns.SERVICE, deadline, work);
  }

  @Override
  public <T> T write(Deadline deadline, Work<T> work) {
    return write(Turns.SERVICE, deadline, work);
  }

  @Override
  public <T> T read(String tenantId, Deadline deadline, Work<T> work) {
    return transactions.read(tenantId, deadline, sql -> work.in(transaction(sql)));
  }

  @Override
  public <T> T lookUp(String tenantId, Deadline deadline, Work<T> work) {
    return transactions.lookUp(tenantId, deadline, sql -> work.in(transaction(sql)));
  }

  @Override
  public <T> T write(String tenantId, Deadline deadline, Work<T> work) {
    return transactions.write(tenantId, deadline, sql -> work.in(transaction(sql)));
  }

  private SqlTransaction transaction(Sql sql) {
    return new SqlTransaction(sql, lists, database);
  }

  /** Returns the storage of the signing keys in the same database. */
  public SigningKeyStore signingKeys() {
    return new SqlSigningKeyStore(transactions);
  }

  @Override
  public void close() {
    transactions.close();
  }
}
