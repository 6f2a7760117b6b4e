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
          "Serve /metrics and /health on this port, too, without TLS and without a token; 0 selects"
              + " a free port (default: none; /metrics is then on --port if only this machine can"
              + " connect to it).")
  @Nullable Integer port;

  @Option(
      names = "--management-host",
      paramLabel = "HOST",
      description =
          "With --management-port: host name or IP address to listen on (default:"
              + " ${DEFAULT-VALUE}).")
  String host = ServerConfig.DEFAULT_HOST;
}
