package io.omfconnections.server.store;

import io.omfconnections.server.connections.WaitingThread;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection pool and the transactions on its connections. Transactions wait for their turns here
 * and not in HikariCP, because this wait is fair and ends with the deadline of the request. If the
 * engine has one writer at a time, those that wait for it share its transaction, and so its commit.
 */
final class TransactionPool {
  private final Database database;
  private final DataSource connections;
  private final Turns turns;
  private final Duration maxSharing;
  private final Duration commitLimit;

  /** The transaction that the next unit joins. Used by the thread that has the turn. */
  private @Nullable SharedTransaction open;

  private TransactionPool(
      Database database,
      DataSource connections,
      int size,
      Duration maxSharing,
      Duration commitLimit) {
    this.database = database;
    this.connections = connections;
    this.turns = new Turns(size);
    this.maxSharing = maxSharing;
    this.commitLimit = commitLimit;
  }

  /**
   * Returns the pool for transactions that read.
   *
   * @param commitLimit how long a commit may wait for the database
   */
  static TransactionPool ofReaders(Database database, Duration commitLimit) {
    return new TransactionPool(
        database, database.readers(), database.maxReaders(), Duration.ZERO, commitLimit);
  }

  /**
   * Returns the pool for transactions that write.
   *
   * @param maxSharing how long a transaction accepts further units, if units share transactions
   * @param commitLimit how long a commit may wait for the database
   */
  static TransactionPool ofWriters(Database database, Duration maxSharing, Duration commitLimit) {
    int size = database.maxWriters();
    return new TransactionPool(
        database, database.writers(), size, size == 1 ? maxSharing : Duration.ZERO, commitLimit);
  }

  /** Waits for a turn, as {@link Turns#acquire}. If it comes, the caller must call {@link #run}. */
  boolean awaitTurn(String tenantId, Duration limit) throws InterruptedException {
    // Further threads are of use if their units share the commit for which this one waits, too.
    return maxSharing.isZero()
        ? turns.acquire(tenantId, limit)
        : WaitingThread.await(() -> turns.acquire(tenantId, limit));
  }

  /**
   * Runs a unit of work, ends the turn, and waits until the unit's transaction has ended.
   *
   * @param limit how long a statement may wait for the database
   * @param beginning begins the transaction, unless the unit joins one
   * @throws SharedTransaction.CommitFailedException if the commit has failed
   * @throws SharedTransaction.UndoneException if the unit was undone because of another one
   */
  <T> T run(
      String tenantId,
      Duration limit,
      SharedTransaction.Beginning beginning,
      SharedTransaction.Unit<T> unit)
      throws SQLException {
    SharedTransaction transaction = join(tenantId);
    T result;
    try {
      result = transaction.run(limit, beginning, unit);
    } catch (Throwable e) {
      leave(transaction, tenantId);
      transaction.awaitEnd(e);
      throw e;
    }
    leave(transaction, tenantId);
    transaction.awaitEnd(null);
    return result;
  }

  private SharedTransaction join(String tenantId) throws SQLException {
    SharedTransaction joined = open;
    if (joined != null) {
      open = null;
      return joined;
    }
    try {
      return new SharedTransaction(database, connections.getConnection(), maxSharing, commitLimit);
    } catch (Throwable e) {
      turns.release(tenantId);
      throw e;
    }
  }

  /** Leaves the transaction to a unit that waits for its turn, or ends the transaction. */
  private void leave(SharedTransaction transaction, String tenantId) {
    if (transaction.canGrow()) {
      open = transaction; // before another thread has the turn
      if (turns.passOn(tenantId)) {
        return;
      }
      open = null;
    }
    try {
      transaction.end();
    } finally {
      turns.release(tenantId);
    }
  }
}
