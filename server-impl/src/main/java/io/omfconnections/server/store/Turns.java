package io.omfconnections.server.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the concurrent transactions of a connection pool, and gives the tenants turns: however
 * many transactions of a tenant wait, those of another wait for the running ones, and for one of
 * each tenant. Within a tenant, they run in the order in which they came.
 */
final class Turns {
  /** Stands for the service itself, which may use all connections. */
  static final String SERVICE = "";

  private final int size;
  private int running;

  /** Those that have transactions, in the order of their next turns. */
  private final Map<String, Tenant> tenants = new LinkedHashMap<>();

  /** The transactions of a tenant: the number of running ones, and the waiting ones. */
  private static final class Tenant {
    private final int maxRunning;
    private int running;
    private final Deque<CountDownLatch> waiting = new ArrayDeque<>();

    Tenant(int maxRunning) {
      this.maxRunning = maxRunning;
    }

    boolean canRun() {
      return running < maxRunning && !waiting.isEmpty();
    }
  }

  /**
   * Creates the turns of a pool.
   *
   * @param size the number of transactions that can run at the same time
   */
  Turns(int size) {
    this.size = size;
  }

  /**
   * Returns how many transactions of a tenant can run at the same time: three quarters of all, so
   * that slow ones of one tenant leave connections to the others. If there is only one connection,
   * the tenants share it.
   */
  int maxOfTenant() {
    return size - size / 4;
  }

  /**
   * Waits for a turn.
   *
   * @return whether the turn has come within the limit; if so, the caller must {@link #release} it
   * @throws InterruptedException if the thread is interrupted before the turn has come
   */
  boolean acquire(String tenantId, Duration limit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    CountDownLatch turn = new CountDownLatch(1);
    add(tenantId, turn);
    try {
      return turn.await(limit.toNanos(), TimeUnit.NANOSECONDS) || !remove(tenantId, turn);
    } catch (InterruptedException e) {
      if (remove(tenantId, turn)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Gives the turn to a transaction that waits, if there is one.
   *
   * @return false if there is none: the caller keeps the turn
   */
  synchronized boolean passOn(String tenantId) {
    int before = running;
    release(tenantId);
    if (running == before) {
      return true;
    }
    tenant(tenantId).running++;
    running++;
    return false;
  }

  /** Ends a turn. */
  synchronized void release(String tenantId) {
    Tenant tenant = tenant(tenantId);
    tenant.running--;
    running--;
    forgetIfIdle(tenantId, tenant);
    giveTurns();
  }

  private synchronized void add(String tenantId, CountDownLatch turn) {
    tenant(tenantId).waiting.add(turn);
    giveTurns();
  }

  /** Stops waiting. Returns false if the turn has come. */
  private synchronized boolean remove(String tenantId, CountDownLatch turn) {
    Tenant tenant = tenant(tenantId);
    boolean waited = tenant.waiting.remove(turn);
    forgetIfIdle(tenantId, tenant);
    return waited;
  }

  private void giveTurns() {
    for (String tenantId = next(); tenantId != null && running < size; tenantId = next()) {
      Tenant tenant = tenant(tenantId);
      tenants.remove(tenantId);
      tenants.put(tenantId, tenant); // behind the others
      tenant.running++;
      running++;
      tenant.waiting.remove().countDown();
    }
  }

  private @Nullable String next() {
    for (Map.Entry<String, Tenant> each : tenants.entrySet()) {
      if (each.getValue().canRun()) {
        return each.getKey();
      }
    }
    return null;
  }

  private Tenant tenant(String tenantId) {
    return tenants.computeIfAbsent(
        tenantId, id -> new Tenant(id.equals(SERVICE) ? size : maxOfTenant()));
  }

  private void forgetIfIdle(String tenantId, Tenant tenant) {
    if (tenant.running == 0 && tenant.waiting.isEmpty()) {
      tenants.remove(tenantId);
    }
  }
}
