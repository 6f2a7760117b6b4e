package io.omfconnections.contract.cli;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the program {@code omf-contract}. */
@Command(
    name = "omf-contract",
    description = "Checks servers of the OMF Connections API against its contract.",
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    subcommands = {VerifyCommand.class, RecordCommand.class, ReplayCommand.class},
    footer = {
      "",
      "Exit status: 0 the contract is kept, 1 it is broken, 2 it could not be checked;",
      "130 or 143 if verify is interrupted by Ctrl-C or SIGTERM.",
      "Every option can also be set by an environment variable, for example --client-secret by"
          + " OMF_CONTRACT_CLIENT_SECRET."
    })
public final class Main {
  private Main() {}

  /** Runs a command and exits with its exit status: 0 kept, 1 broken, 2 could not be checked. */
  public static void main(String[] args) {
    // Contains the command line, possibly with secrets; the JUnit XML lists all system properties.
    System.clearProperty("sun.java.command");
    // Suppresses the warning that no SLF4J provider is present.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(commandLine(System.getenv()).execute(args));
  }

  /** Creates the command line; options that are not given default to the environment. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setDefaultValueProvider(
        argument ->
            argument instanceof OptionSpec option ? environment.get(variable(option)) : null);
    commandLine.setParameterExceptionHandler(
        (error, args) -> {
          CommandLine command = error.getCommandLine();
          command.getErr().println(message(error));
          UnmatchedArgumentException.printSuggestions(error, command.getErr());
          command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
          return CommandLine.ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          if (error instanceof CannotCheckException) {
            command.getErr().println(error.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw error;
        });
    // picocli's default is 1, which here means that the contract is broken.
    commandLine.getCommandSpec().exitCodeOnExecutionException(CommandLine.ExitCode.USAGE);
    commandLine
        .getSubcommands()
        .values()
        .forEach(
            command ->
                command.getCommandSpec().exitCodeOnExecutionException(CommandLine.ExitCode.USAGE));
    return commandLine;
  }

  /** The environment variable of an option: OMF_CONTRACT_BASE_URL for --base-url. */
  private static String variable(OptionSpec option) {
    return "OMF_CONTRACT_"
        + option.longestName().replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Returns the message for a usage error, without values that may be misplaced secrets. */
  private static String message(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(error.getMessage());
    }
    return unmatched.getUnmatched().stream()
        .map(
            argument ->
                argument.startsWith("-")
                    ? "Unknown option: " + argument.split("=", 2)[0] + "."
                    : "Unexpected argument (not shown, as it may be a secret).")
        .collect(Collectors.joining(" "));
  }
}
