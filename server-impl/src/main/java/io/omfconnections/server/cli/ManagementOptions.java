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
          "Separate port for /metrics and the health checks, without TLS and without a token; 0"
              + " selects a free port (default: none; /metrics is then on --port if --host is a"
              + " loopback address).")
  @Nullable Integer port;

  @Option(
      names = "--management-host",
      paramLabel = "HOST",
      description =
          "With --management-port: host name or IP address to listen on (default:"
              + " ${DEFAULT-VALUE}).")
  String host = ServerConfig.DEFAULT_HOST;
}
