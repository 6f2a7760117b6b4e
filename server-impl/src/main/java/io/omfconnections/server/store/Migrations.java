package io.omfconnections.server.store;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the schema of a database up to date, unless it belongs to another release. */
final class Migrations {
  private Migrations() {}

  /**
   * Runs the migrations that the database does not have yet.
   *
   * @param remedyForOtherProgram a sentence that says what to do if the database has the tables of
   *     another program
   * @throws IOException if a newer release has written the database, a migration has failed before,
   *     or the database is not one of this service; the message continues a sentence that begins
   *     with the database, and says what to do
   * @throws FlywayException if the database can't be read or written
   */
  static void run(DataSource source, String remedyForOtherProgram) throws IOException {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/migration")
            .javaMigrations(new LongClientIds())
            // The default ignores migrations of newer releases.
            .ignoreMigrationPatterns(new String[0])
            .load();
    check(List.of(flyway.info().all()));
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new IOException(
          "has a schema that is not the one of this release. Start the release that wrote it, or"
              + " restore a backup.",
          e);
    } catch (FlywayException e) {
      if (String.valueOf(e.getMessage()).contains("no schema history table")) {
        throw new IOException("has tables of another program. " + remedyForOtherProgram, e);
      }
      throw e;
    }
  }

  private static void check(List<MigrationInfo> migrations) throws IOException {
    MigrationVersion known =
        migrations.stream()
            .filter(each -> each.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .filter(Objects::nonNull)
            .max(MigrationVersion::compareTo)
            .orElseThrow(() -> new IllegalStateException("The program has no migrations"));
    for (MigrationInfo each : migrations) {
      MigrationVersion version = each.getVersion();
      if (each.getState().isApplied() && version != null && version.compareTo(known) > 0) {
        throw new IOException(
            "has schema version "
                + version
                + " of a newer release; this release knows versions up to "
                + known
                + ". Start the newer release, or restore a backup that this release has written.");
      }
      if (each.getState().isFailed()) {
        throw new IOException(
            "is incomplete, because the migration to schema version "
                + version
                + " has failed. Restore the backup that was made before it.");
      }
    }
  }
}
