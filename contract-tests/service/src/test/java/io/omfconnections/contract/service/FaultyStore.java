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

/** The service's own store, in memory, that goes wrong when a test says so. */
final class FaultyStore implements ConnectionStore {
  private final SqliteDatabase database = SqliteDatabase.inMemory();
  private final ConnectionStore store;
  private volatile Runnable fault = () -> {};

  /**
   * A store without a fault so far.
   *
   * @param timeout how long a transaction may wait for its turn
   */
  FaultyStore(Duration timeout) {
    store = new SqlConnectionStore(database, timeout);
  }

  /**
   * Does this in each transaction from now on, when its work is done and before it is committed; it
   * may throw, or take its time.
   */
  void inEachTransaction(Runnable newFault) {
    fault = newFault;
  }

  /** Works again. */
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
   * Takes all connections of the database, each by a transaction that does not end before the
   * result is closed: as when a disk or a network has stopped to answer.
   */
  Held holdAllConnections() throws InterruptedException {
    return new Held();
  }

  /** Transactions that do not end. */
  final class Held implements AutoCloseable {
    private final ExecutorService holders = Executors.newCachedThreadPool();
    private final CountDownLatch held =
        new CountDownLatch(database.maxReaders() + database.maxWriters());
    private final CountDownLatch release = new CountDownLatch(1);

    private Held() throws InterruptedException {
      Deadline deadline = Deadline.in(Duration.ofMinutes(2));
      for (int i = 0; i < database.maxReaders(); i++) {
        holders.execute(() -> store.read(deadline, transaction -> hang()));
      }
      for (int i = 0; i < database.maxWriters(); i++) {
        holders.execute(() -> store.write(deadline, transaction -> hang()));
      }
      held.await();
    }

    private boolean hang() {
      held.countDown();
      try {
        release.await();
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    /** Gives all connections back. */
    @Override
    public void close() {
      release.countDown();
      holders.shutdown();
      try {
        holders.awaitTermination(1, TimeUnit.MINUTES);
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
