package io.omfconnections.server.cli;

import io.omfconnections.server.identity.SecretCheck;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a hash of a secret for a directory file. */
@Command(
    name = "hash-secret",
    description = {
      "Reads a client's secret from the terminal or from standard input,",
      "and prints what to write as its secretHash."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class HashSecretCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String secret = read();
    if (secret == null || secret.isEmpty()) {
      throw new IllegalArgumentException("There is no secret. Type it, or pipe it in as one line.");
    }
    if (spec != null) {
      spec.commandLine().getOut().println(SecretCheck.hash(secret));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // Java 22 to 24 asks whoever pipes a secret, too
  private static @Nullable String read() throws IOException {
    Console console = System.console();
    if (console != null) {
      char[] typed = console.readPassword("Secret: ");
      return typed == null ? null : new String(typed);
    }
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}
