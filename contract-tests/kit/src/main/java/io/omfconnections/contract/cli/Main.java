package io.omfconnections.contract.cli;

import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code omf-contract}. */
@Command(
    name = "omf-contract",
    description = "Holds servers of the OMF connections API against its contract.",
    mixinStandardHelpOptions = true,
    versionProvider = KitVersion.class,
    subcommands = {VerifyCommand.class, RecordCommand.class, ReplayCommand.class},
    footer = {
      "",
      "Exit status: 0 the contract is kept, 1 it is broken, 2 it could not be checked;",
      "verify that is interrupted ends with 130 (Ctrl-C) or 143 (SIGTERM).",
      "What no flag says is taken from the environment: --client-secret is "
          + "OMF_CONTRACT_CLIENT_SECRET."
    })
public final class Main {
  private Main() {}

  /** Runs a command, and ends the process with its exit status. */
  public static void main(String[] args) {
    // It holds the command line, which may hold secrets; and reports show the system's properties.
    System.clearProperty("sun.java.command");
    // Nobody wants to hear that the validator's log goes nowhere.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(commandLine(System.getenv()).execute(args));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setDefaultValueProvider(new EnvironmentDefaults(environment));
    commandLine.setParameterExceptionHandler(
        (error, args) -> {
          CommandLine misused = error.getCommandLine();
          misused.getErr().println(message(error));
          UnmatchedArgumentException.printSuggestions(error, misused.getErr());
          misused.getErr().println("See " + misused.getCommandSpec().qualifiedName() + " --help");
          return CommandLine.ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (error, failed, parsed) -> {
          if (error instanceof CannotCheckException) {
            failed.getErr().println(error.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw error;
        });
    // What goes wrong in the kit itself says nothing about a contract that is kept or broken.
    commandLine.getCommandSpec().exitCodeOnExecutionException(CommandLine.ExitCode.USAGE);
    commandLine
        .getSubcommands()
        .values()
        .forEach(
            command ->
                command.getCommandSpec().exitCodeOnExecutionException(CommandLine.ExitCode.USAGE));
    return commandLine;
  }

  /** What is wrong; of what was not understood the name only, as its value may be a secret. */
  private static String message(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return String.valueOf(error.getMessage());
    }
    return unmatched.getUnmatched().stream()
        .map(
            argument ->
                argument.startsWith("-")
                    ? "There is no flag " + argument.split("=", 2)[0] + "."
                    : "A value is left over, which no flag takes.")
        .collect(Collectors.joining(" "));
  }
}
