package io.omfconnections.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line program {@code omf-connections}. */
@Command(
    name = "omf-connections",
    description = "Reference server for the OMF Connections API.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {ServeCommand.class, RotateSigningKeyCommand.class, HashSecretCommand.class})
public final class Main {
  private Main() {}

  /**
   * Runs a command, and exits with 0 (success), 1 (failure), or 2 (invalid usage, configuration or
   * key file). The process exits with 3 if memory is exhausted; see {@link ExitOnFatalError}.
   */
  public static void main(String[] args) {
    int status = commandLine().execute(args);
    System.exit(status);
  }

  static CommandLine commandLine() {
    return commandLine(new EnvironmentDefaults(System.getenv()));
  }

  static CommandLine commandLine(EnvironmentDefaults environment) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setDefaultValueProvider(environment);
    commandLine.registerConverter(Duration.class, Main::duration);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.setParameterExceptionHandler(
        (error, args) -> {
          CommandLine command = error.getCommandLine();
          command.getErr().println(error.getMessage() + environment.origin(error));
          UnmatchedArgumentException.printSuggestions(error, command.getErr());
          command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
          return CommandLine.ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          // A message is enough for errors that the user can correct. Others are defects, for which
          // picocli prints the stack trace.
          if (error instanceof IllegalArgumentException || error instanceof UncheckedIOException) {
            failed.getErr().println(failed.getColorScheme().errorText(message(error)));
            return error instanceof IllegalArgumentException
                ? CommandLine.ExitCode.USAGE
                : CommandLine.ExitCode.SOFTWARE;
          }
          throw error;
        });
    return commandLine;
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'" + text + "' is not an ISO 8601 duration, such as PT1S for one second");
    }
  }

  /** Rejects an empty value, which would denote the current directory. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("must not be empty: use the path of a file or directory");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'" + text + "' can't be a path on this system: " + e.getReason());
    }
  }

  private static String message(Exception error) {
    return String.valueOf(error.getMessage());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in =
          Objects.requireNonNull(Main.class.getResourceAsStream("version.properties"))) {
        properties.load(in);
      }
      return new String[] {"omf-connections " + properties.getProperty("version")};
    }
  }
}
