package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that PostgreSQL finds the rows of a request through an index that leads to them, and does
 * not read the namespace for it, even if it knows nothing about the tables: it collects statistics
 * a minute or more after data has been written, and not at all after a restore.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120) // against hanging; says nothing about speed
class WithoutStatisticsTest extends ConnectionStoreFixture {
  private static final int CONNECTIONS = 20_000;

  /** As many connections have been deleted, and wait to be purged. */
  private static final int DELETED = 5_000;

  /** PostgreSQL plans a statement anew for the first executions, and then once for all. */
  private static final int REPETITIONS = 15;

  /** The most blocks of tables and indexes that an operation needs. A namespace has thousands. */
  private static final int MAX_BLOCKS = 250;

  private final TestDatabase testDatabase;
  private final Database database;
  private final Connection connection;

  WithoutStatisticsTest() throws Exception {
    testDatabase = Engine.POSTGRESQL.create();
    database = testDatabase.open();
    connection = testDatabase.connect();
  }

  @BeforeAll
  void fill() throws SQLException {
    for (String table :
        List.of(
            "omf_connection",
            "omf_connection_content",
            "client_mapping",
            "omf_connection_collection",
            "access_control_list")) {
      execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
    }
    SqlTransaction transaction = transaction();
    transaction.putCollectionAccessControlList(
        NAMESPACE, AccessControlList.initial("tenant", "administrators"));
    String columns =
        """
        INSERT INTO omf_connection (tenant_id, namespace_id, id, created_at, active_at, deleted_at,
          owner_type, owner_id, access_control_list_id)
        SELECT 'tenant', 'plant-a', '%s' || i, i, i, %s, 'CLIENT', 'owner',
          (SELECT min(id) FROM access_control_list)
        FROM generate_series(1, %d) AS i
        """;
    execute(columns.formatted("c", "NULL", CONNECTIONS));
    execute(columns.formatted("d", "i", DELETED));
    execute(
        "INSERT INTO omf_connection_content SELECT tenant_id, namespace_id, id, '[\"x\"]'"
            + " FROM omf_connection");
    execute(
        "INSERT INTO client_mapping SELECT tenant_id, namespace_id, id || '-' || i, id"
            + " FROM omf_connection, generate_series(1, 3) AS i");
    connection.setAutoCommit(false);
  }

  @AfterAll
  void close() throws Exception {
    connection.close();
    database.close();
    testDatabase.close();
  }

  /** What a request or the purge does. Each execution uses the data of its number. */
  private enum Operation {
    GET {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.find(NAMESPACE, "c" + number, T0)).isPresent();
      }
    },
    GET_ACCESS {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.findAccess(NAMESPACE, "c" + number, T0)).isPresent();
      }
    },
    FIRST_PAGE {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.page(NAMESPACE, null, 10, EVERY, T0).connections()).hasSize(10);
      }
    },
    NEXT_PAGE {
      @Override
      void run(SqlTransaction transaction, int number) {
        Position after = new Position(Ticks.toInstant(9_000 + number), "c");
        assertThat(transaction.page(NAMESPACE, after, 10, EVERY, T0).connections()).hasSize(10);
      }
    },
    CREATE {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = "new" + number;
        transaction.insert(NAMESPACE, connection(id, T0));
        assertThat(transaction.claim(NAMESPACE, id, clientIds(id, 3), T0)).isEmpty();
      }
    },
    UPDATE {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = "c" + number;
        transaction.update(
            NAMESPACE, withContent(connection(id, T0), List.of(id + "-new"), list("x" + id, 1)));
        assertThat(transaction.claim(NAMESPACE, id, List.of(id + "-1", id + "-new"), T0)).isEmpty();
      }
    },
    REPLACE_CLIENTS {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = "c" + (100 + number);
        assertThat(transaction.claim(NAMESPACE, id, clientIds("many" + id, 10), T0)).isEmpty();
        assertThat(transaction.claim(NAMESPACE, id, List.of(), T0)).isEmpty();
      }
    },
    CLAIM_CLIENTS_OF_ANOTHER {
      @Override
      void run(SqlTransaction transaction, int number) {
        List<String> clients = List.of("c900-1", "c" + (901 + number) + "-1");
        assertThat(transaction.claim(NAMESPACE, "c" + (200 + number), clients, T0)).hasSize(2);
      }
    },
    TAKE_CLIENTS_OVER {
      @Override
      void run(SqlTransaction transaction, int number) {
        List<String> clients =
            IntStream.range(0, 5).mapToObj(i -> "d" + (100 + 5 * number + i) + "-1").toList();
        assertThat(transaction.claim(NAMESPACE, "c" + (300 + number), clients, T0)).isEmpty();
      }
    },
    UPDATE_OWNER {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.updateOwner(
            NAMESPACE, "c" + number, new Trustee(TrusteeType.USER, "user", "tenant"));
      }
    },
    UPDATE_ACCESS_CONTROL_LIST {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.updateAccessControlList(NAMESPACE, "c" + number, list("list" + number, 1));
      }
    },
    DELETE {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.delete(NAMESPACE, "c" + (400 + number), T0.plusSeconds(number));
      }
    };

    abstract void run(SqlTransaction transaction, int number);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void operation_reads_few_blocks(Operation operation) throws SQLException {
    for (int number = 1; number <= REPETITIONS; number++) {
      int current = number;
      assertThat(blocks(transaction -> operation.run(transaction, current)))
          .as("blocks that execution %d reads", number)
          .isBetween(1L, (long) MAX_BLOCKS);
    }
  }

  /** A step removes up to 1,000 rows: their number bounds what it reads, and not the namespace. */
  @Test
  void purge_reads_few_blocks_for_each_row() throws SQLException {
    int rows = 0;
    long blocks = 0;
    while (rows < 2 * PurgeStep.MAX_ROWS) {
      blocks += blocks(transaction -> transaction.purge(T0));
      rows += PurgeStep.MAX_ROWS;
    }
    assertThat(blocks / rows).isBetween(1L, 100L);
  }

  /** The measure itself: a statement that reads the namespace reads more than the limit. */
  @Test
  void reading_a_namespace_reads_many_blocks() throws SQLException {
    assertThat(blocks(transaction -> execute("SELECT count(name) FROM omf_connection")))
        .isGreaterThan(MAX_BLOCKS);
    assertThat(statistics()).as("statistics about columns").isEmpty();
  }

  @FunctionalInterface
  private interface Work {
    void run(SqlTransaction transaction) throws SQLException;
  }

  /** Returns how many blocks of the tables and their indexes a transaction reads. */
  private long blocks(Work work) throws SQLException {
    long before = blocks();
    work.run(transaction());
    connection.commit();
    return blocks() - before;
  }

  private long blocks() throws SQLException {
    execute("SELECT pg_stat_force_next_flush()");
    connection.commit();
    String sum =
        """
        SELECT sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
          + coalesce(toast_blks_hit + toast_blks_read + tidx_blks_hit + tidx_blks_read, 0))
        FROM pg_statio_user_tables
        """;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sum)) {
      result.next();
      return result.getLong(1);
    } finally {
      connection.commit();
    }
  }

  private Optional<String> statistics() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT tablename FROM pg_stats WHERE tablename IN ('omf_connection',"
                    + " 'client_mapping')")) {
      return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
    }
  }

  private SqlTransaction transaction() {
    return new SqlTransaction(
        new Sql(connection, each -> {}), new AccessControlLists.ListCache(), database);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
