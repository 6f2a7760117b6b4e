package io.omfconnections.server.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads the default of each flag from its environment variable, such as {@code
 * OMF_CONNECTIONS_PORT} for {@code --port}. One rule for all flags, in place of picocli's {@code
 * ${env:...}} in each.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final String PREFIX = "OMF_CONNECTIONS_";

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Returns the value of the flag's environment variable; null if it is not set. */
  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    return environment.get(variable(option.longestName()));
  }

  /** Returns a note that names the environment variable if the invalid value comes from it. */
  String origin(ParameterException error) {
    if (error.getArgSpec() instanceof OptionSpec option
        && environment.containsKey(variable(option.longestName()))
        && error.getCommandLine().getParseResult().originalArgs().stream()
            .noneMatch(argument -> argument.startsWith(option.longestName()))) {
      return " (from environment variable " + variable(option.longestName()) + ")";
    }
    return "";
  }

  /** Returns the name of the environment variable of a flag. */
  static String variable(String flag) {
    return PREFIX + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
