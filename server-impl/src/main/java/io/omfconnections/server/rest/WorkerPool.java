package io.omfconnections.server.rest;

import io.omfconnections.server.connections.WaitingThread;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.ThreadLocalPool;
import org.glassfish.grizzly.threadpool.DefaultWorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that process requests: few, because with as many threads as requests, waking and
 * switching threads would take longer than processing short requests. A thread that waits for a
 * commit of SQLite is replaced at once, so that further writes share the commit. One that has been
 * busy with one task for some milliseconds is replaced until it is done, so that requests that wait
 * for storage or for their clients do not keep others waiting. There is a maximum number of
 * threads.
 */
final class WorkerPool extends ThreadPoolExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  /**
   * Time after which a busy thread is replaced. Longer than the operating system stops a thread for
   * the benefit of others: more threads would not help then.
   */
  private static final Duration BUSY = Duration.ofMillis(20);

  private static final Duration BETWEEN_CHECKS = Duration.ofMillis(10);

  /** Threads for each processor that are not replacements. */
  private static final int THREADS_FOR_EACH_PROCESSOR = 2;

  private static final int MIN_THREADS = 4;

  /** Each check ends this part of the threads that are not needed. */
  private static final int SHRINKING = 4;

  /**
   * Has Grizzly allocate each buffer. It would reuse a buffer of a thread as soon as a part of it
   * is not needed any more, although another part is the next request of the connection.
   */
  private static final @Nullable ThreadLocalPool<?> NO_BUFFERS = null;

  private final Timer timer;
  private final int few;
  private final int max;
  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean checking = new AtomicBoolean();

  /** The number of threads that wait for a commit, or for their turn to share it. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** The largest number of them since the last check. */
  private volatile int mostWaiting;

  /** The number of the other threads that were busy at the last check. */
  private volatile int busy;

  /**
   * Creates a pool, whose threads start when they are needed.
   *
   * @param name the name of its threads
   * @param max maximum number of threads
   */
  WorkerPool(String name, int max, Timer timer) {
    // With this queue, threads look for a task for a moment before they stop, which saves waking
    // them.
    super(few(max), few(max), 0, TimeUnit.SECONDS, new LinkedTransferQueue<>());
    this.few = few(max);
    this.max = max;
    this.timer = timer;
    setThreadFactory(task -> new Worker(name, task));
  }

  /** Returns the number of threads that are not replacements. */
  static int few(int max) {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.min(max, Math.max(MIN_THREADS, THREADS_FOR_EACH_PROCESSOR * processors));
  }

  /** A thread that Grizzly recognizes, so that it keeps its objects in the thread. */
  final class Worker extends DefaultWorkerThread implements WaitingThread {
    private static final long IDLE = 0;

    private volatile long busySince = IDLE;
    private volatile boolean waits;
    private boolean requestTaken;

    Worker(String name, Runnable task) {
      super(Grizzly.DEFAULT_ATTRIBUTE_BUILDER, name, NO_BUFFERS, task);
      setDaemon(true);
    }

    @Override
    public void run() {
      workers.add(this);
      try {
        super.run();
      } finally {
        workers.remove(this);
      }
    }

    @Override
    public void beginWaiting() {
      waits = true;
      int number = waiting.incrementAndGet();
      if (number > mostWaiting) {
        mostWaiting = number; // another thread may set a smaller one at the same time
      }
      try {
        replaceWaiting();
      } catch (RuntimeException | Error e) {
        // Not thrown: this thread must wait, since the outcome of its write must be known.
        LOG.error("A thread can't be replaced", e);
        FatalErrors.report(e);
      }
    }

    @Override
    public void endWaiting() {
      waiting.decrementAndGet();
      waits = false;
    }

    void begin() {
      requestTaken = false;
      busySince = System.nanoTime() | 1; // never IDLE
    }

    void end() {
      busySince = IDLE;
    }

    /** Returns whether this thread has been busy for this time, and does not wait for a commit. */
    boolean isBusyFor(Duration time) {
      long since = busySince;
      return since != IDLE && !waits && System.nanoTime() - since >= time.toNanos();
    }
  }

  /**
   * Returns whether this thread may take a request: each task of a pool takes one, so that a
   * connection with many requests does not keep the thread from those of others.
   */
  static boolean mayTakeRequest() {
    return Thread.currentThread() instanceof Worker worker && !worker.requestTaken;
  }

  /**
   * Has another thread process what has arrived on a connection.
   *
   * @return what the filter must return
   */
  static NextAction resumeLater(FilterChainContext context, Executor executor) {
    NextAction suspended = context.getSuspendAction();
    context.suspend();
    try {
      executor.execute(context::resume);
    } catch (RejectedExecutionException e) {
      context.getConnection().terminateSilently(); // the server is being closed
    }
    return suspended;
  }

  /** Tells that the task of this thread has taken a request. */
  static void requestTaken() {
    if (Thread.currentThread() instanceof Worker worker) {
      worker.requestTaken = true;
    }
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    if (!getQueue().isEmpty()) {
      replaceWaiting();
      checkLater();
    }
  }

  /** Starts threads in place of those that wait, if tasks wait, too. */
  private void replaceWaiting() {
    int needed = needed(busy + waiting.get());
    if (needed > getMaximumPoolSize() && !getQueue().isEmpty()) {
      grow(needed);
      checkLater();
    }
  }

  private int needed(int replaced) {
    return Math.min(max, few + replaced);
  }

  private synchronized void grow(int size) {
    if (size > getMaximumPoolSize()) {
      setMaximumPoolSize(size);
      setCorePoolSize(size);
    }
  }

  private synchronized void shrink(int from, int size) {
    if (from == getMaximumPoolSize()) { // it has not grown meanwhile
      setCorePoolSize(size);
      setMaximumPoolSize(size);
    }
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    ((Worker) thread).begin();
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable failure) {
    ((Worker) Thread.currentThread()).end();
  }

  private void checkLater() {
    if (checking.compareAndSet(false, true)) {
      timer.after(BETWEEN_CHECKS, this::check);
    }
  }

  /** Replaces busy threads if tasks wait; ends threads, a few at a time, that are not needed. */
  private void check() {
    checking.set(false);
    int size = getMaximumPoolSize();
    busy = (int) workers.stream().filter(worker -> worker.isBusyFor(BUSY)).count();
    // Doubles the number if all are busy, so that hundreds of tasks that wait are not added slowly.
    int needed = busy == size ? Math.min(max, 2 * size) : needed(busy + mostWaiting);
    mostWaiting = waiting.get();
    if (needed > size && !getQueue().isEmpty()) {
      grow(needed);
    } else if (needed < size) {
      shrink(size, size - (size - needed + SHRINKING - 1) / SHRINKING);
    }
    if (getMaximumPoolSize() > few || !getQueue().isEmpty()) {
      checkLater();
    }
  }
}
