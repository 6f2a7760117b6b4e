package io.omfconnections.server.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection to a SQLite database that keeps its prepared statements: a closed one is used again
 * for the same SQL. The driver has no such cache, and preparing a statement takes several times as
 * long as executing it.
 */
final class SqliteConnection extends JDBC4Connection {
  private static final String URL_PREFIX = "jdbc:sqlite:";

  /** More than there are statements with a fixed number of parameters. */
  private static final int MAX_KEPT = 64;

  private final boolean writes;
  private boolean inTransaction;

  /** The statements that are not in use, the one that was used last at the end. */
  private final Map<String, KeptStatement> kept = new LinkedHashMap<>();

  /** Connects to a database. */
  SqliteConnection(String url, SQLiteConfig config) throws SQLException {
    super(url, url.substring(URL_PREFIX.length()), config.toProperties());
    writes = getConnectionConfig().getTransactionMode() == TransactionMode.IMMEDIATE;
  }

  /** Returns whether the transactions of this connection write. */
  boolean writes() {
    return writes;
  }

  /**
   * Begins a transaction. If it writes, it is the only one from the beginning. Not {@code
   * setAutoCommit(false)}, with which the driver begins the next transaction at each commit: if
   * another process is faster, a successful commit is reported as failed.
   */
  void begin() throws SQLException {
    inTransaction = true; // also if it fails: SQLite may have begun
    run(writes ? "BEGIN IMMEDIATE" : "BEGIN");
  }

  /** Commits the transaction, if one has begun. */
  void end() throws SQLException {
    if (inTransaction) {
      run("COMMIT");
      inTransaction = false;
    }
  }

  /**
   * Rolls the transaction back, if one has begun.
   *
   * @throws SQLException also if there was none, or if SQLite has rolled back itself, because the
   *     disk is full, for example
   */
  void undo() throws SQLException {
    if (inTransaction) {
      inTransaction = false;
      run("ROLLBACK");
    }
  }

  /** Executes a statement without parameters and result. */
  void run(String sql) throws SQLException {
    try (PreparedStatement statement = prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    checkOpen();
    checkCursor(type, concurrency, holdability);
    KeptStatement statement = kept.remove(sql);
    return statement == null ? new KeptStatement(this, sql) : statement;
  }

  private void keep(KeptStatement statement) throws SQLException {
    KeptStatement replaced = kept.put(statement.sql(), statement);
    if (replaced != null && replaced != statement) { // it may be closed twice
      replaced.discard();
    }
    if (kept.size() > MAX_KEPT) {
      Iterator<KeptStatement> oldestFirst = kept.values().iterator();
      oldestFirst.next().discard();
      oldestFirst.remove();
    }
  }

  /** A statement that is kept when it is closed, unless it has failed. */
  private static final class KeptStatement extends JDBC4PreparedStatement {
    private final SqliteConnection owner;

    /** The driver would read them for each execution. */
    private String @Nullable [] columnNames;

    KeptStatement(SqliteConnection owner, String sql) throws SQLException {
      super(owner, sql);
      this.owner = owner;
    }

    String sql() {
      return sql;
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
      rs.colsMeta = columnNames;
      ResultSet result = super.getResultSet();
      columnNames = rs.colsMeta;
      return result;
    }

    void discard() throws SQLException {
      super.close();
    }

    @Override
    public void close() throws SQLException {
      if (pointer.isClosed() || owner.isClosed()) { // the driver closes statements that failed
        super.close();
        return;
      }
      rs.close();
      clearBatch();
      clearParameters();
      batch = null; // can be large
      owner.keep(this);
    }
  }
}
