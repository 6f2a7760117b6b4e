package io.omfconnections.server;

import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionSeeder;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.OperationException;
import io.omfconnections.server.connections.Seed;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.rest.SeedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the connections of the seed file: to an empty database at the start, and at a reset. */
final class Seeding {
  private static final Logger LOG = LoggerFactory.getLogger(Seeding.class);

  private final @Nullable Path file;
  private final Seed seed;
  private final ConnectionSeeder seeder;

  /**
   * Creates a seeding.
   *
   * @param seed the content of the file, as {@link #read} returns it
   */
  Seeding(ServerConfig config, Seed seed, ConnectionStore store, ConnectionDelays delays) {
    this.file = config.seed();
    this.seed = seed;
    this.seeder = new ConnectionSeeder(store, delays, config.clock(), seed);
  }

  /**
   * Reads the seed file, if there is one.
   *
   * @throws IllegalArgumentException if the file is invalid
   */
  static Seed read(ServerConfig config, TenantDirectory directory) {
    Path file = config.seed();
    return file == null ? Seed.NONE : SeedFile.read(file, directory);
  }

  /**
   * Writes the connections if the database is empty.
   *
   * @throws UncheckedIOException if the database can't be used
   */
  void start(Deadline deadline) {
    if (file == null) {
      return;
    }
    try {
      if (seeder.seedIfEmpty(deadline)) {
        LOG.info("Connections of the seed file {} in the empty database: {}", file, seed.size());
      } else {
        LOG.info("The seed file {} is not used, because the database is not empty", file);
      }
    } catch (OperationException e) {
      throw new UncheckedIOException(
          "The connections of the seed file can't be stored: " + e.reason(), new IOException(e));
    }
  }

  /**
   * Replaces all data with the connections.
   *
   * @throws OperationException if the database can't be used
   */
  void reset(Deadline deadline) {
    seeder.reset(deadline);
  }
}
