package io.omfconnections.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Default uncaught exception handler of the program: halts the process when memory is exhausted, or
 * when a thread that waits for events of connections has died. A process in this state may respond
 * to no request for hours; a supervisor can restart one that has exited.
 */
final class ExitOnFatalError implements Thread.UncaughtExceptionHandler {
  /** Exit status, the same as that of the JVM option {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int STATUS = 3;

  /** Part of the names of the threads that wait for events of connections. */
  private static final String SELECTOR_THREAD = "SelectorRunner";

  // Created beforehand: there may be no memory later.
  private static final byte[] OUT_OF_MEMORY =
      message("Out of memory: the process exits with status 3. Set a larger heap with -Xmx.");
  private static final byte[] DEAD_THREAD =
      message("A thread that serves connections has failed: the process exits with status 3.");

  /** Memory for this handler: without it, even a call could fail. */
  private static final int RESERVE_BYTES = 2 * 1024 * 1024;

  @SuppressWarnings("unused") // occupies memory until it is needed
  private byte @Nullable [] reserve = new byte[RESERVE_BYTES];

  /** Makes this the handler of all threads that have none of their own. */
  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(new ExitOnFatalError());
  }

  @Override
  public void uncaughtException(Thread thread, Throwable error) {
    // First, because everything else allocates memory, even the resolution of a class.
    reserve = null;
    boolean outOfMemory = error instanceof OutOfMemoryError;
    if (outOfMemory || thread.getName().contains(SELECTOR_THREAD)) {
      try {
        write(outOfMemory ? OUT_OF_MEMORY : DEAD_THREAD);
      } finally {
        // Not exit: shutdown hooks would wait for threads that may not end.
        Runtime.getRuntime().halt(STATUS);
      }
    }
    reserve = new byte[RESERVE_BYTES];
    error.printStackTrace();
  }

  /** Writes to standard error, but not through System.err, whose lock may never be released. */
  private static void write(byte[] message) {
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.err)) {
      out.write(message);
    } catch (IOException e) {
      // Standard error is closed.
    }
  }

  private static byte[] message(String text) {
    return (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
  }
}
