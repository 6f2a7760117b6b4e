package io.omfconnections.contract.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Program that runs in a process of its own: collects its output and waits for its exit. */
public final class ExternalProcess implements AutoCloseable {
  private static final Duration END_OF_OUTPUT_TIMEOUT = Duration.ofSeconds(10);
  private static final int LAST_LINES = 60;

  private final Process process;
  private final Duration limit;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();
  private int awaited;
  private boolean ended;

  private ExternalProcess(Process process, Duration limit) {
    this.process = process;
    this.limit = limit;
    // Reads always: a program blocks when nobody reads its output.
    this.reader = new Thread(this::readLines, "output-of-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a program whose standard input is empty.
   *
   * @param command the program and its arguments
   * @param environment variables to set in addition to those of this process
   * @param limit how long to wait for a line or for the exit
   */
  public static ExternalProcess start(
      List<String> command, Map<String, String> environment, Duration limit) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new ExternalProcess(process, limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an executable jar with the Java runtime of this process. */
  public static ExternalProcess startJar(
      Path jar, List<String> arguments, Map<String, String> environment, Duration limit) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Optimizing code takes longer than running it in a process that runs for seconds.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    return start(command, environment, limit);
  }

  /**
   * Waits for the next line that begins with a prefix, and returns the rest of that line.
   *
   * @throws AssertionError if there is no such line before the end of the output or the time limit
   */
  public synchronized String awaitLine(String prefix) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        while (awaited < lines.size()) {
          String line = lines.get(awaited++);
          if (line.startsWith(prefix)) {
            return line.substring(prefix.length());
          }
        }
        long remaining = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (ended || remaining <= 0) {
          throw new AssertionError("No line begins with '" + prefix + "':\n" + lastLines());
        }
        wait(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Waits for the exit and returns the exit status.
   *
   * @throws AssertionError if the program does not exit within the time limit
   */
  public int exitStatus() {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("No exit within " + limit + ":\n" + lastLines());
      }
      // A process that the program has left running can keep the output open.
      reader.join(END_OF_OUTPUT_TIMEOUT.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the exit and returns standard output and standard error, in one text. */
  public String output() {
    exitStatus();
    return String.join("\n", lines());
  }

  /** Returns the lines of standard output and standard error so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns the end of the output so far, for messages. */
  public synchronized String lastLines() {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Sends SIGTERM. */
  public void terminate() {
    // Process.destroy would also close the output.
    process.toHandle().destroy();
  }

  /** Kills the program and the processes that it has started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      // The process was killed.
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
