package io.omfconnections.contract.clients;

import io.omfconnections.contract.service.ExternalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the script of a language, {@code scenarios/LANGUAGE/run}. */
final class ClientProgram {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private ClientProgram() {}

  /**
   * Runs a command of the script; writes its output to {@code target/clients} and returns its
   * lines.
   *
   * @throws AssertionError with the end of the output, if the script fails or takes more than 15
   *     minutes
   */
  static List<String> run(String language, String command, Map<String, String> environment) {
    try (ExternalProcess script =
        ExternalProcess.start(
            List.of(Path.of("scenarios", language, "run").toString(), command),
            withMavenRepository(environment),
            LIMIT)) {
      try {
        int status = script.exitStatus();
        if (status != 0) {
          throw new AssertionError("exit status " + status + ":\n" + script.lastLines());
        }
      } catch (AssertionError e) {
        throw new AssertionError(language + " " + command + ": " + e.getMessage(), e);
      } finally {
        String version = environment.getOrDefault("OMF_API_VERSION", "");
        writeLog(Path.of("target", "clients", language, command + version + ".log"), script);
      }
      return script.lines();
    }
  }

  private static void writeLog(Path log, ExternalProcess script) {
    try {
      Files.createDirectories(log.getParent());
      Files.write(log, script.lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Passes on the local Maven repository if it was set on the command line of this build. */
  private static Map<String, String> withMavenRepository(Map<String, String> environment) {
    String repository = System.getProperty("maven.repo.local");
    if (repository == null) {
      return environment;
    }
    Map<String, String> extended = new HashMap<>(environment);
    String inherited = System.getenv().getOrDefault("MAVEN_OPTS", "");
    extended.put("MAVEN_OPTS", (inherited + " -Dmaven.repo.local=" + repository).strip());
    return extended;
  }
}
