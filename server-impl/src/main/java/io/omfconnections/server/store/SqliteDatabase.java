package io.omfconnections.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.omfconnections.server.connections.WaitingThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite database in a file or in memory.
 *
 * <p>A database in a file uses a write-ahead log that is synced at every commit: committed data
 * survives {@code kill -9} and a power failure. Any number of processes may share the file. Long
 * because each setting of SQLite has its reason.
 */
public final class SqliteDatabase implements Database {
  private static final String FILE_NAME = "omf-connections.db";
  private static final int MAX_READERS = 8;

  /** SQLite's default size of a page in bytes. */
  static final int PAGE_SIZE = 4_096;

  /**
   * The maximum size of a database in memory in bytes. It is not in the heap, so nothing else
   * limits it. SQLite itself has the same limit for such a database ({@code
   * SQLITE_CONFIG_MEMDB_MAXSIZE}), by default: this makes it independent of how the native library
   * was built.
   */
  private static final long MAX_IN_MEMORY = 1L << 30;

  /**
   * How long a transaction waits until a connection of the pool has been opened. It never waits for
   * other transactions, which are not more than the pool has connections.
   */
  private static final Duration MAX_CONNECTING = Duration.ofSeconds(2);

  private final @Nullable FileIdentity identity;
  private final @Nullable WriteAheadLog log;
  private final @Nullable SpaceReserve reserve;
  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private SqliteDatabase(
      String url,
      @Nullable Path file,
      long maxSize,
      long maxLogSize,
      @Nullable SpaceReserve reserve)
      throws IOException {
    this.identity = file == null ? null : new FileIdentity(file);
    this.log = file == null ? null : new WriteAheadLog(file, maxLogSize);
    this.reserve = reserve;
    // A database in memory exists only while it has an open connection: open the pool before
    // the migration.
    readers =
        pool("readers", source(url, TransactionMode.DEFERRED, identity, maxSize), MAX_READERS);
    try {
      // Flyway needs several connections at a time, more than the pool of writers has.
      Migrations.run(
          source(url, TransactionMode.IMMEDIATE, identity, maxSize),
          "Use another data directory, or move the file away.");
      writers = pool("writer", source(url, TransactionMode.IMMEDIATE, identity, maxSize), 1);
    } catch (IOException | RuntimeException e) {
      readers.close();
      throw e;
    }
  }

  /**
   * Opens the database in the given folder. Creates the folder and the database if they do not
   * exist, for the user of this process only.
   *
   * @throws UncheckedIOException if the folder can't be created, or if the database can't be
   *     opened, can't be written, is damaged, or belongs to another release; the message says what
   *     to do
   */
  public static SqliteDatabase inFolder(Path folder) {
    return inFolder(folder, WriteAheadLog.MAX_SIZE, DiskReserve.in(folder));
  }

  static SqliteDatabase inFolder(Path folder, long maxLogSize, DiskReserve reserve) {
    Path file = folder.resolve(FILE_NAME).toAbsolutePath();
    DatabaseFiles.prepare(folder, file);
    NativeLibrary.load(folder);
    String url = url(file);
    try {
      // The libraries below log errors with stack traces, so look for errors first.
      requireWritable(
          source(url, TransactionMode.IMMEDIATE, new FileIdentity(file), Long.MAX_VALUE));
      return new SqliteDatabase(url, file, Long.MAX_VALUE, maxLogSize, reserve);
    } catch (IOException e) {
      throw new UncheckedIOException("The database " + file + " " + e.getMessage(), e);
    } catch (SQLException | FlywayException | HikariPool.PoolInitializationException e) {
      throw new UncheckedIOException(DatabaseFiles.failure(file, e), new IOException(e));
    }
  }

  /**
   * Creates a database in memory of at most 1 GiB. Its data is lost when it is closed. The last
   * eighth is kept for deletes.
   */
  public static SqliteDatabase inMemory() {
    return inMemory(MAX_IN_MEMORY);
  }

  /** As {@link #inMemory()}, with another maximum size in bytes. */
  static SqliteDatabase inMemory(long maxSize) {
    NativeLibrary.load(null);
    try {
      return new SqliteDatabase(
          "jdbc:sqlite:file:/" + UUID.randomUUID() + "?vfs=memdb",
          null,
          maxSize,
          0,
          MemoryReserve.of(maxSize / PAGE_SIZE));
    } catch (IOException e) {
      throw new IllegalStateException("A database in memory can't be created", e);
    }
  }

  /**
   * Returns the URL of a database file. In a {@code file:} URI, characters with a meaning in the
   * URLs of sqlite-jdbc are percent-encoded, so that the file can have any name.
   */
  private static String url(Path file) {
    return "jdbc:sqlite:" + file.toUri();
  }

  /**
   * Writes, and closes the connection without a commit, so that a read-only database is noticed.
   */
  private static void requireWritable(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TABLE write_probe (value TEXT)");
    } catch (SQLException e) {
      // While another process writes, the database is locked, and so it can be written.
      if (!failureOf(e).equals(Optional.of(Failure.TIMED_OUT))) {
        throw e;
      }
    }
  }

  /**
   * Returns a source of connections.
   *
   * @param identity the file, which must exist, and is not opened if it has been replaced: its log
   *     belongs to the original, and would damage another database; null for a database in memory
   * @param maxSize the maximum size of a database in memory in bytes; one in a file is limited by
   *     its disk
   */
  private static SQLiteDataSource source(
      String url, TransactionMode mode, @Nullable FileIdentity identity, long maxSize) {
    SQLiteConfig config = new SQLiteConfig();
    if (identity == null && mode == TransactionMode.IMMEDIATE) {
      // Only where it is needed: setting it waits for a transaction that writes.
      config.setMaxPageCount((int) (maxSize / PAGE_SIZE));
    }
    if (identity != null) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
      config.setJournalMode(JournalMode.WAL);
      config.setSynchronous(SynchronousMode.FULL);
      config.setJournalSizeLimit((int) WriteAheadLog.MAX_SIZE);
    }
    config.enforceForeignKeys(true);
    config.setTransactionMode(mode);
    config.setBusyTimeout(5_000);
    config.setGetGeneratedKeys(false); // would be a query after each insert
    SQLiteDataSource source =
        new SQLiteDataSource(config) {
          @Override
          public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
              throws SQLException {
            if (identity != null) {
              identity.check();
            }
            return new SqliteConnection(url, config);
          }
        };
    source.setUrl(url);
    return source;
  }

  private static HikariDataSource pool(String name, DataSource source, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(MAX_CONNECTING.toMillis());
    config.setMaxLifetime(0); // never expire: a database in memory needs an open connection
    // Otherwise, SQLite writes the data of a savepoint that exceeds 64 KiB to a temporary file.
    config.setConnectionInitSql("PRAGMA temp_store = MEMORY");
    return new HikariDataSource(config);
  }

  @Override
  public void measure(MeterRegistry registry) {
    readers.setMetricRegistry(registry);
    writers.setMetricRegistry(registry);
  }

  @Override
  public DataSource readers() {
    return readers;
  }

  @Override
  public int maxReaders() {
    return MAX_READERS;
  }

  @Override
  public DataSource writers() {
    return writers;
  }

  /** Returns 1: SQLite has one transaction that writes at a time, and syncs for each commit. */
  @Override
  public int maxWriters() {
    return 1;
  }

  /**
   * Limits the wait for locks. SQLite counts whole milliseconds; the limit is rounded up, so that
   * it has passed when SQLite stops waiting.
   */
  @Override
  public void limit(Connection connection, Duration limit) throws SQLException {
    long millis = Math.min(limit.toMillis() + 1, Integer.MAX_VALUE);
    connection.unwrap(SqliteConnection.class).setBusyTimeout((int) millis);
  }

  /**
   * Begins a transaction, which sees a snapshot. Only one transaction writes at a time.
   *
   * @throws SQLException also if the database file was found removed or replaced; for a transaction
   *     that only reads, this is checked once a second
   */
  @Override
  public void begin(Connection connection, Duration limit) throws SQLException {
    checkFileNowAndThen();
    limit(connection, limit);
    connection.unwrap(SqliteConnection.class).begin();
  }

  @Override
  public void prepareLookUp(Connection connection, Duration limit) throws SQLException {
    checkFileNowAndThen();
  }

  private void checkFileNowAndThen() throws SQLException {
    if (identity != null) {
      identity.checkNowAndThen();
    }
  }

  /**
   * Commits, and limits the size of the write-ahead log.
   *
   * @throws SQLException also if the database file has been removed or replaced, even during the
   *     commit: the new one does not have the change
   */
  @Override
  public void commit(Connection connection) throws SQLException {
    SqliteConnection sqlite = connection.unwrap(SqliteConnection.class);
    if (!sqlite.writes()) {
      sqlite.end();
      return;
    }
    checkFile();
    WaitingThread.await(
        () -> {
          sqlite.end(); // waits for the disk
          return true;
        });
    checkFile();
    if (log != null) {
      log.limit(connection);
    }
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    SqliteConnection sqlite = connection.unwrap(SqliteConnection.class);
    try {
      sqlite.undo();
    } catch (SQLException e) {
      // SQLite has rolled back itself if the disk is full, for example.
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        (sqlite.writes() ? writers : readers).evictConnection(connection);
        throw e;
      }
    }
  }

  private void checkFile() throws SQLException {
    if (identity != null) {
      identity.check();
    }
  }

  @Override
  public void requireSpace(Connection connection) throws SQLException {
    if (reserve != null) {
      reserve.requireSpace(connection);
    }
  }

  @Override
  public Optional<Failure> failure(SQLException error) {
    return failureOf(error);
  }

  /** Returns false: SQLite is in this process, and reports the outcome of each commit. */
  @Override
  public boolean mayHaveCommitted(SQLException error) {
    return false;
  }

  static Optional<Failure> failureOf(SQLException error) {
    if (!(error instanceof SQLiteException sqlite)) {
      return Optional.empty();
    }
    if (String.valueOf(sqlite.getMessage()).contains("no such table")) {
      // The tables existed after the migrations, so the file was replaced or damaged.
      return Optional.of(Failure.UNAVAILABLE);
    }
    // The low byte is the primary result code, see https://www.sqlite.org/rescode.html
    return switch (sqlite.getResultCode().code & 0xff) {
      case 5, 6, 15 -> Optional.of(Failure.TIMED_OUT); // BUSY, LOCKED, PROTOCOL
      case 8, 10, 11, 13, 14, 26 -> // READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB
          Optional.of(Failure.UNAVAILABLE);
      default -> Optional.empty();
    };
  }

  @Override
  public void close() {
    writers.close();
    readers.close();
  }
}
