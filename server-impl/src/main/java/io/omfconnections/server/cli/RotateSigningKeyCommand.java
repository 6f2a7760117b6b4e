package io.omfconnections.server.cli;

import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.identity.SigningKeys;
import io.omfconnections.server.store.PostgresSettings;
import io.omfconnections.server.store.SqlConnectionStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds a key that signs tokens, while servers run or not. */
@Command(
    name = "rotate-signing-key",
    description =
        "Adds a key that signs tokens, for all servers on the data. They publish it within a"
            + " minute, and sign with it after five minutes. Existing tokens stay valid.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class RotateSigningKeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private StorageOptions storage = new StorageOptions();

  @Option(
      names = "--revoke",
      description =
          "Remove all other keys, and sign with the new one at once. All existing tokens become"
              + " invalid within two minutes.")
  private boolean revoke;

  @Override
  public Integer call() {
    Log.useSlf4j();
    PostgresSettings database = storage.database();
    @Nullable Path dataDirectory = database == null ? storage.dataDirectory() : null;
    if (dataDirectory != null && !Files.isDirectory(dataDirectory)) {
      throw new IllegalArgumentException(
          "The data directory "
              + dataDirectory
              + " does not exist. Use the --data-dir or --database of the server.");
    }
    try (SqlConnectionStore store =
        OmfConnectionsServer.openStore(
            dataDirectory, database, ServerConfig.DEFAULT_STORAGE_TIMEOUT)) {
      SigningKeys.rotate(store.signingKeys(), Clock.systemUTC(), revoke);
    } catch (OperationException e) {
      throw new UncheckedIOException(
          "The signing key can't be stored: " + e.reason(), new IOException(e));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        revoke
            ? "All keys have been replaced. Servers use the new one within a minute."
            : "A key has been added. Servers sign with it in five minutes.");
    out.flush();
    return 0;
  }
}
