package io.omfconnections.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Repeats work for some seconds. Each line of standard input is a number of seconds; after each, a
 * line of standard output is the number of times that the work was done.
 */
final class Rounds {
  private Rounds() {}

  /** Work that is repeated. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  /**
   * Runs until the end of standard input. A failure of the work ends the program.
   *
   * @param threads how many threads do the work at the same time
   */
  static void run(int threads, Work work) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long end =
            System.nanoTime()
                + Duration.ofMillis((long) (1000 * Double.parseDouble(line))).toNanos();
        List<CompletableFuture<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          counts.add(CompletableFuture.supplyAsync(() -> repeat(end, work), pool));
        }
        System.out.println(counts.stream().mapToInt(CompletableFuture::join).sum());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static int repeat(long end, Work work) {
    int count = 0;
    while (System.nanoTime() < end) {
      try {
        work.run();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      count++;
    }
    return count;
  }
}
