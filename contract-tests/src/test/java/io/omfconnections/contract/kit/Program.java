package io.omfconnections.contract.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A jar that runs in a process of its own. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final StringBuilder read = new StringBuilder();

  private Program(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
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
      String line = output.readLine();
      if (line != null) {
        read.append(line).append('\n');
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
