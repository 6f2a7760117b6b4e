package io.omfconnections.contract.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs tasks in several threads that start at the same moment. */
public final class ConcurrentRunner {
  /** In bytes. Some JSON libraries recurse per level, and tests read bodies 1,000 levels deep. */
  private static final long STACK_SIZE = 16L << 20;

  private ConcurrentRunner() {}

  /**
   * Runs one task per thread and waits for all of them.
   *
   * @param threads the number of threads
   * @param task supplies the task for a thread, given its index from 0
   * @return the results, ordered by thread index
   * @throws RuntimeException or {@link Error}: the failure of the first failed thread, as it was
   *     thrown
   * @throws AssertionError with the cause, if a task throws a checked exception
   */
  public static <T> List<T> run(int threads, IntFunction<Callable<T>> task) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, work -> new Thread(null, work, "concurrent-runner", STACK_SIZE));
    CountDownLatch ready = new CountDownLatch(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Callable<T> one = task.apply(i);
        futures.add(
            executor.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return one.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      // Rethrown unwrapped, so that the report classifies the failure by its own type.
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new AssertionError(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }
}
