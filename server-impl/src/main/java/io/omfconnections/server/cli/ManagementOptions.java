package io.omfconnections.server.cli;

import io.omfconnections.server.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for the management port. */
final class ManagementOptions {
  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description =
          "Separate port for /metrics, which is then on this port only, and for the health checks,"
              + " which are here, too; without TLS and without a token. 0 selects a free port"
              + " (default: none; /metrics is then on --port if --host is a loopback address and"
              + " --public-url is not set).")
  @Nullable Integer port;

  @Option(
      names = "--management-host",
      paramLabel = "HOST",
      description =
          "With --management-port: host name or IP address to listen on (default: "
              + ServerConfig.DEFAULT_HOST
              + ").")
  private @Nullable String host;

  /**
   * Returns the host of the management port.
   *
   * @throws IllegalArgumentException if it was chosen without a port
   */
  String host() {
    if (host == null) {
      return ServerConfig.DEFAULT_HOST;
    }
    if (port == null) {
      throw new IllegalArgumentException("--management-host requires --management-port.");
    }
    return host;
  }
}
