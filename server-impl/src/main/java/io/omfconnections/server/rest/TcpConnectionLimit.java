package io.omfconnections.server.rest;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the number of open TCP connections. Accepts none before the server is ready. At the limit,
 * closes the connection that has waited longest for a complete request, so that silent connections
 * keep nobody out. Stops accepting while none waits, and for a second when the operating system
 * refuses to open one, as it does at its limit of open files: Grizzly would try again at once and
 * without end. Meanwhile, the operating system keeps new connections waiting.
 */
@SuppressWarnings("rawtypes") // as the interfaces of Grizzly
final class TcpConnectionLimit extends ConnectionProbe.Adapter implements IOStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConnectionLimit.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Minimum time between two log lines, because a pause can end and begin again at any time. */
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  private final IOStrategy otherEvents = WorkerThreadIOStrategy.getInstance();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder evicted = new LongAdder();
  private final int maxConnections;
  private final Timer timer;
  private volatile boolean ready;

  /** The connections whose requests are not being processed; the one that waits longest first. */
  private final Set<Connection> waiting = new LinkedHashSet<>();

  /** The connections that were chosen for closing, and are not closed yet. */
  private final Set<Connection> closing = new HashSet<>();

  private @Nullable TCPNIOServerConnection paused;
  private long lastLogNanos = System.nanoTime() - LOG_INTERVAL.toNanos();

  private TcpConnectionLimit(int maxConnections, Timer timer) {
    this.maxConnections = maxConnections;
    this.timer = timer;
  }

  /** Registers the number of connections. */
  void measure(MeterRegistry registry) {
    Gauge.builder("omf.connections.open", open, AtomicInteger::get)
        .description("Open TCP connections")
        .register(registry);
    Gauge.builder("omf.connections.max", () -> maxConnections)
        .description("Maximum number of open TCP connections")
        .register(registry);
    FunctionCounter.builder("omf.connections.evicted", evicted, LongAdder::sum)
        .description("Connections without a request that were closed for a further one")
        .register(registry);
  }

  /** Limits a transport that has not been started. */
  static TcpConnectionLimit of(TCPNIOTransport transport, int maxConnections, Timer timer) {
    TcpConnectionLimit limit = new TcpConnectionLimit(maxConnections, timer);
    transport.setIOStrategy(limit);
    transport.getConnectionMonitoringConfig().addProbes(limit);
    return limit;
  }

  /**
   * Begins to accept connections. Grizzly itself would accept them before it has a handler, and
   * respond 404 with a page of its own.
   */
  synchronized void accept() {
    ready = true;
    resume();
  }

  @Override
  public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled)
      throws IOException {
    if (event != IOEvent.SERVER_ACCEPT) {
      return otherEvents.executeIoEvent(connection, event, enabled);
    }
    TCPNIOServerConnection server = (TCPNIOServerConnection) connection;
    if (!ready) {
      pauseUntilReady(server);
      return true;
    }
    if (open.get() >= maxConnections) {
      Connection longest = pauseUntilClose(server);
      if (longest != null) {
        close(longest);
      }
      return true;
    }
    try {
      server.onAccept();
    } catch (IOException e) {
      if (server.isOpen()) {
        pauseAfter(e, server);
      }
    }
    return true;
  }

  @Override
  public boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
    return executeIoEvent(connection, event, true);
  }

  @Override
  public Executor getThreadPoolFor(Connection connection, IOEvent event) {
    return otherEvents.getThreadPoolFor(connection, event);
  }

  @Override
  public ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
    return otherEvents.createDefaultWorkerPoolConfig(transport);
  }

  /** Called when a connection begins to wait for a complete request, or for the rest of one. */
  synchronized void waits(Connection connection) {
    waiting.remove(connection); // so that it becomes the last one
    waiting.add(connection);
    if (!connection.isOpen()) {
      waiting.remove(connection); // onCloseEvent could have come before
    } else if (open.get() >= maxConnections && closing.isEmpty()) {
      resume(); // so that this one can be closed
    }
  }

  /**
   * Called when a request of a connection is processed or refused: from now on, the connection will
   * not be closed.
   *
   * @return false if it was chosen for closing before, or is closed
   */
  synchronized boolean works(Connection connection) {
    waiting.remove(connection);
    return connection.isOpen() && !closing.contains(connection);
  }

  private synchronized void forget(Connection connection) {
    waiting.remove(connection);
    closing.remove(connection);
  }

  /** Closes a connection on a worker thread: its listeners may write a response to its request. */
  private static void close(Connection connection) {
    try {
      connection.getTransport().getWorkerThreadPool().execute(connection::terminateSilently);
    } catch (RejectedExecutionException e) {
      connection.terminateSilently(); // the server is being closed
    }
  }

  @Override
  public void onAcceptEvent(Connection server, Connection client) {
    open.incrementAndGet();
    waits(client);
  }

  @Override
  public void onCloseEvent(Connection connection) {
    forget(connection);
    if (!(connection instanceof TCPNIOServerConnection)
        && open.decrementAndGet() < maxConnections) {
      resume();
    }
  }

  private synchronized void pauseUntilReady(TCPNIOServerConnection server) throws IOException {
    if (!ready) {
      server.disableIOEvent(IOEvent.SERVER_ACCEPT);
      paused = server;
    }
  }

  /** Pauses, and returns the connection to close; null if one is being closed, or none waits. */
  private synchronized @Nullable Connection pauseUntilClose(TCPNIOServerConnection server)
      throws IOException {
    server.disableIOEvent(IOEvent.SERVER_ACCEPT);
    paused = server;
    if (open.get() < maxConnections) {
      resume(); // one has closed before the pause began
      return null;
    }
    if (!closing.isEmpty()) {
      return null;
    }
    String reached =
        "The maximum number of connections (" + maxConnections + ", --max-connections)";
    Iterator<Connection> longestFirst = waiting.iterator();
    if (!longestFirst.hasNext()) {
      warn(reached + " is open, and their requests are being processed. Further ones wait.");
      return null;
    }
    Connection longest = longestFirst.next();
    longestFirst.remove();
    closing.add(longest);
    evicted.increment();
    warn(
        reached
            + " is open. For each further one, the one that has waited longest for a complete"
            + " request is closed.");
    return longest;
  }

  private synchronized void pauseAfter(IOException failure, TCPNIOServerConnection server)
      throws IOException {
    pause(
        server,
        "Can't accept connections, and tries again every second. If too many files are open, raise"
            + " the limit of the process (ulimit -n) or lower --max-connections. The error is: "
            + failure.getMessage());
    timer.after(RETRY_AFTER, this::resume);
  }

  private void pause(TCPNIOServerConnection server, String reason) throws IOException {
    server.disableIOEvent(IOEvent.SERVER_ACCEPT);
    paused = server;
    warn(reason);
  }

  private void warn(String text) {
    long now = System.nanoTime();
    if (now - lastLogNanos >= LOG_INTERVAL.toNanos()) {
      lastLogNanos = now;
      LOG.warn(text);
    }
  }

  private synchronized void resume() {
    TCPNIOServerConnection server = paused;
    paused = null;
    if (server != null && server.isOpen()) {
      try {
        server.enableIOEvent(IOEvent.SERVER_ACCEPT);
      } catch (IOException e) {
        LOG.debug("The server has stopped listening", e);
      }
    }
  }
}
