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

/** Does the same thing in many threads at the same moment. */
public final class Together {
  /** Bytes. Tests read bodies of a thousand levels, some libraries by a few calls a level. */
  private static final long STACK_SIZE = 16L << 20;

  private Together() {}

  /** What each of the threads has got, in the order of their numbers. */
  public static <T> List<T> run(int threads, IntFunction<Callable<T>> task) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, work -> new Thread(null, work, "together", STACK_SIZE));
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
      // As it is: what has failed is to be told by its type, whichever thread it was in.
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
