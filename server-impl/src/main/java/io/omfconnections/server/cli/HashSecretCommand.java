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

/** Prints the hash of a client secret, for the directory file. */
@Command(
    name = "hash-secret",
    description =
        "Reads a client secret from the terminal or from one line of standard input, and prints its"
            + " hash for the property secretHash of a directory file.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class HashSecretCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String secret = read();
    if (secret == null || secret.isEmpty()) {
      throw new IllegalArgumentException(
          "The secret is missing. Type it, or pass it as one line of standard input.");
    }
    if (spec != null) {
      spec.commandLine().getOut().println(SecretCheck.hash(secret));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // in Java 22 to 24 not null if input is piped
  private static @Nullable String read() throws IOException {
    Console console = System.console();
    if (console != null) {
      char[] typed = console.readPassword("Secret: ");
      return typed == null ? null : new String(typed);
    }
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }
}
