package io.omfconnections.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * The migration to schema version 4: replaces long client ids in primary keys by their hash, as
 * {@link StoredText#shortKey} does. In Java, because SQLite can't compute a hash in SQL.
 */
final class LongClientIds implements JavaMigration {
  private record Row(String tenantId, String namespaceId, String clientId) {}

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("4");
  }

  @Override
  public String getDescription() {
    return "long client ids";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT tenant_id, namespace_id, client_id FROM client_mapping"
                + " WHERE octet_length(client_id) > "
                + StoredText.MAX_KEY_BYTES)) {
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getString(1), found.getString(2), found.getString(3)));
        }
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE client_mapping SET client_id = ?"
                + " WHERE tenant_id = ? AND namespace_id = ? AND client_id = ?")) {
      for (Row row : rows) {
        update.setString(1, StoredText.shortKey(row.clientId()));
        update.setString(2, row.tenantId());
        update.setString(3, row.namespaceId());
        update.setString(4, row.clientId());
        update.executeUpdate();
      }
    }
  }
}
