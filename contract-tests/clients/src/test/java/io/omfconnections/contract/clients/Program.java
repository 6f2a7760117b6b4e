package io.omfconnections.contract.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the scripts {@code scenarios/LANGUAGE/run}. */
final class Program {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int SHOWN_LINES = 60;

  private Program() {}

  /**
   * Runs the script with the given argument, and returns the lines that it prints.
   *
   * @throws AssertionError with the end of its output, if it fails or does not end in 15 minutes
   */
  static List<String> run(String language, String what, Map<String, String> environment) {
    String version = environment.getOrDefault("OMF_API_VERSION", "");
    Path log = Path.of("target", language, what + version + ".log");
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(Path.of("scenarios", language, "run").toString(), what)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      useTheRepositoryOfThisBuild(builder.environment());
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      List<String> lines = new ArrayList<>(Files.readAllLines(log, UTF_8));
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            language
                + " "
                + what
                + (ended ? " ended with status " + process.exitValue() : " did not end")
                + ":\n"
                + String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Passes {@code -Dmaven.repo.local} of this build on to the Maven that the scripts run. */
  private static void useTheRepositoryOfThisBuild(Map<String, String> environment) {
    String repository = System.getProperty("maven.repo.local");
    if (repository != null) {
      environment.merge(
          "MAVEN_OPTS", "-Dmaven.repo.local=" + repository, (old, more) -> old + " " + more);
    }
  }
}
