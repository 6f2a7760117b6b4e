package io.omfconnections.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags for the directory file and the seed file. */
final class DirectoryOptions {
  @Option(
      names = "--directory",
      paramLabel = "FILE",
      description =
          "YAML file that lists the tenants, namespaces, roles and clients. Read again when it has"
              + " changed, and on SIGHUP (default: a development directory with public credentials,"
              + " on loopback addresses only).")
  @Nullable Path directory;

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      description =
          "YAML file of OMF connections that are created if the database is empty; otherwise it is"
              + " not used (default: none).")
  @Nullable Path seed;
}
