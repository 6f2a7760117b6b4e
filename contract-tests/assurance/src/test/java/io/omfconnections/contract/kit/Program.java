package io.omfconnections.contract.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A jar that runs in a process of its own. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final StringBuilder read = new StringBuilder();

  private Program(Process process) {
    this.process = process;
    // Read always: a program whose output nobody takes stops when it writes its next line.
    Thread reader = new Thread(this::readLines, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param property the system property that says which jar
   * @param environment what its environment has more than ours
   */
  static Program start(String property, Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty(property, "not set")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on until a line begins with the given text, and returns the rest of that line. */
  String awaitLine(String start) {
    for (String line = line(); line != null; line = line()) {
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    throw new AssertionError("'" + start + "' never came, but:\n" + read);
  }

  /** Waits for the end, and returns all that was written. */
  String output() {
    while (line() != null) {}
    return read.toString();
  }

  /** The exit status, when it has ended. */
  int status() {
    output();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("The process does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Asks it to end, with SIGTERM. */
  void terminate() {
    // Process.destroy would close its output, too, and what it says at its end is wanted.
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private @Nullable String line() {
    try {
      Optional<String> line = lines.take();
      if (line.isEmpty()) {
        lines.put(line); // the end stays the end
        return null;
      }
      read.append(line.get()).append('\n');
      return line.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void readLines() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      // The process has been destroyed.
    } finally {
      lines.add(Optional.empty());
    }
  }
}
