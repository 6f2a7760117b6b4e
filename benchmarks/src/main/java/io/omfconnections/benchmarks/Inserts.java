package io.omfconnections.benchmarks;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * The rows of one connection as a pattern, and the statements that insert a copy with a new
 * identifier and client id.
 */
final class Inserts {
  private static final String PATTERN =
      """
      SELECT tenant_id, namespace_id, name, description, created_at, active_at,
        owner_type, owner_id, access_control_list_id, entries
      FROM omf_connection AS c
      JOIN access_control_list AS list ON list.id = c.access_control_list_id
      LIMIT 1
      """;

  private static final String LIST =
      "INSERT INTO access_control_list (id, entries) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";

  private static final String CONNECTION =
      """
      INSERT INTO omf_connection (tenant_id, namespace_id, name, description,
        created_at, active_at, owner_type, owner_id, access_control_list_id, id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String CONTENT =
      """
      INSERT INTO omf_connection_content (tenant_id, namespace_id, omf_connection_id, client_ids)
      VALUES (?, ?, ?, ?)
      """;

  private static final String CLIENT =
      """
      INSERT INTO client_mapping (tenant_id, namespace_id, omf_connection_id, client_id)
      VALUES (?, ?, ?, ?)
      """;

  /** Makes identifiers as the service does. */
  private static final TimeBasedEpochRandomGenerator IDS =
      Generators.timeBasedEpochRandomGenerator();

  private final List<Object> row;
  private final List<Object> list;
  private final List<Object> namespace;

  private Inserts(List<Object> pattern) {
    row = pattern.subList(0, 9);
    list = pattern.subList(8, 10);
    namespace = pattern.subList(0, 2);
  }

  /** Reads the pattern from a database that has a connection, and commits. */
  static Inserts like(Connection database) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery(PATTERN)) {
      if (!found.next()) {
        throw new IllegalStateException("The database has no connection to copy.");
      }
      List<Object> pattern = new ArrayList<>();
      for (int column = 1; column <= 10; column++) {
        pattern.add(found.getObject(column));
      }
      database.commit();
      return new Inserts(Collections.unmodifiableList(pattern));
    }
  }

  /** Prepares the statements, to be used again and again. */
  Prepared prepare(Connection database) throws SQLException {
    return new Prepared(database);
  }

  /** The prepared statements of one connection to the database. */
  final class Prepared implements AutoCloseable {
    private final List<PreparedStatement> statements = new ArrayList<>();
    private final String prefix = UUID.randomUUID().toString().substring(0, 24);
    private long inserted;

    private Prepared(Connection database) throws SQLException {
      for (String sql : List.of(LIST, CONNECTION, CONTENT, CLIENT)) {
        statements.add(database.prepareStatement(sql));
      }
    }

    /** Inserts the rows of one connection, and does not commit. */
    void insert() throws SQLException {
      String id = IDS.generate().toString();
      // As those of load.lua: one after the other
      String clientId = "%s%012d".formatted(prefix, ++inserted);
      execute(0, list);
      execute(1, row, id);
      execute(2, namespace, id, "[\"" + clientId + "\"]");
      execute(3, namespace, id, clientId);
    }

    private void execute(int index, List<Object> first, Object... others) throws SQLException {
      PreparedStatement statement = statements.get(index);
      int column = 1;
      for (Object value : first) {
        statement.setObject(column++, value);
      }
      for (Object value : others) {
        statement.setObject(column++, value);
      }
      statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
      for (PreparedStatement statement : statements) {
        statement.close();
      }
    }
  }
}
