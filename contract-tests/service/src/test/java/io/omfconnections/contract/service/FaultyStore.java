package io.omfconnections.contract.service;

import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The server's own store, in memory, with faults that a test switches on. */
final class FaultyStore implements ConnectionStore {
  private final SqliteDatabase database = SqliteDatabase.inMemory();
  private final ConnectionStore store;
  private volatile Runnable fault = () -> {};

  /**
   * Creates a store without a fault.
   *
   * @param timeout how long a transaction may wait for a database connection
   */
  FaultyStore(Duration timeout) {
    store = new SqlConnectionStore(database, timeout);
  }

  /**
   * Runs the given fault in each transaction from now on, just before the commit. It may throw or
   * block.
   */
  void inEachTransaction(Runnable newFault) {
    fault = newFault;
  }

  /** Removes the fault. */
  void recover() {
    fault = () -> {};
  }

  @Override
  public <T> T read(Deadline deadline, Work<T> work) {
    return store.read(deadline, faulty(work));
  }

  @Override
  public <T> T write(Deadline deadline, Work<T> work) {
    return store.write(deadline, faulty(work));
  }

  @Override
  public void close() {
    store.close();
  }

  /**
   * Occupies all database connections with transactions that block until the result is closed, as
   * if the disk had stopped responding.
   */
  BlockedTransactions blockAllConnections() throws InterruptedException {
    return new BlockedTransactions();
  }

  /** Transactions that block. Closing lets them finish. */
  final class BlockedTransactions implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch blocked =
        new CountDownLatch(database.maxReaders() + database.maxWriters());
    private final CountDownLatch release = new CountDownLatch(1);

    private BlockedTransactions() throws InterruptedException {
      Deadline deadline = Deadline.in(Duration.ofMinutes(2));
      for (int i = 0; i < database.maxReaders(); i++) {
        threads.execute(() -> store.read(deadline, transaction -> block()));
      }
      for (int i = 0; i < database.maxWriters(); i++) {
        threads.execute(() -> store.write(deadline, transaction -> block()));
      }
      blocked.await();
    }

    private boolean block() {
      blocked.countDown();
      try {
        release.await();
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    @Override
    public void close() {
      release.countDown();
      threads.shutdown();
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> Work<T> faulty(Work<T> work) {
    return transaction -> {
      T result = work.in(transaction);
      fault.run();
      return result;
    };
  }
}
