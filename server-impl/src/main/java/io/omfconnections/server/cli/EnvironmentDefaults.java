package io.omfconnections.server.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes what no flag says from the flag's twin in the environment: --port is OMF_CONNECTIONS_PORT.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final String PREFIX = "OMF_CONNECTIONS_";

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    return environment.get(twin(option.longestName()));
  }

  /** Says which variable a bad value came from, where it did not come from a flag. */
  String origin(ParameterException error) {
    if (error.getArgSpec() instanceof OptionSpec option
        && environment.containsKey(twin(option.longestName()))
        && error.getCommandLine().getParseResult().originalArgs().stream()
            .noneMatch(argument -> argument.startsWith(option.longestName()))) {
      return " (in the environment, " + twin(option.longestName()) + ")";
    }
    return "";
  }

  static String twin(String flag) {
    return PREFIX + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
