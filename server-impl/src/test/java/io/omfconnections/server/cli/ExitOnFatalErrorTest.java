package io.omfconnections.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExitOnFatalErrorTest {
  /** Runs out of memory in one thread, while another would keep the process alive. */
  static final class Hungry {
    public static void main(String[] args) throws InterruptedException {
      ExitOnFatalError.install();
      List<byte[]> kept = new ArrayList<>();
      new Thread(
              () -> {
                while (kept.size() < Integer.MAX_VALUE) {
                  kept.add(new byte[100_000]);
                }
              })
          .start();
      Thread.currentThread().join();
    }
  }

  /** A selector thread that fails, while another thread would keep the process alive. */
  static final class DeadSelector {
    public static void main(String[] args) throws InterruptedException {
      ExitOnFatalError.install();
      new Thread(
              () -> {
                throw new IllegalStateException("x");
              },
              "http-kernel(1) SelectorRunner")
          .start();
      Thread.currentThread().join();
    }
  }

  @Test
  void exhausted_memory_ends_the_process_with_a_message_and_status_3() throws Exception {
    assertThat(outputOf(Hungry.class)).contains("Out of memory");
  }

  @Test
  void dead_selector_thread_ends_the_process_with_a_message_and_status_3() throws Exception {
    assertThat(outputOf(DeadSelector.class)).contains("has failed");
  }

  private static String outputOf(Class<?> program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.exitValue()).isEqualTo(ExitOnFatalError.STATUS);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
