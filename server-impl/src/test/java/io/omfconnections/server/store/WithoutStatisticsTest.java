package io.omfconnections.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that PostgreSQL finds the rows of a request through an index that leads to them, and does
 * not read the namespace for it, even if it knows nothing about the tables: it collects statistics
 * a minute or more after data has been written. Long because each operation is an entry of a table.
 */
@ParameterizedClass
@EnumSource
@Timeout(120) // against hanging; says nothing about speed
class WithoutStatisticsTest extends ConnectionStoreFixture {
  /** PostgreSQL plans a statement anew for the first executions, and then once for all. */
  private static final int REPETITIONS = 15;

  /** The number of connections that an operation can use. */
  private static final int SHARE = REPETITIONS + 1;

  /** Enough for all operations, and so few that PostgreSQL rather scans a table. */
  private static final int FEW = 6 * SHARE;

  /** The most blocks of tables and indexes that an operation reads. Each table has more. */
  private static final int MAX_BLOCKS = 180;

  /** The most blocks that are read for a connection that is removed. */
  private static final int MAX_BLOCKS_OF_REMOVED = 75;

  /** The most blocks that are read for a connection that the caller may not read. */
  private static final int MAX_BLOCKS_OF_REJECTED = 10;

  /** After so many executions with few rows, plans are kept. */
  private static final int WARM_UP = 7;

  private static final String LISTS = "(SELECT min(id) FROM access_control_list)";

  private static @Nullable TestDatabase testDatabase;
  private static @Nullable Database database;
  private static @Nullable Connection connection;

  @Parameter Tables tables = Tables.SMALL;

  /**
   * The tables. The height of the trees of their indexes grows at different sizes, and decides
   * between indexes that seem to be equal.
   */
  private enum Tables {
    SMALL(10_000, false),
    MEDIUM(16_000, false),
    LARGE(30_000, false),
    /** As {@link #MEDIUM}, with plans that were made when there were few rows and statistics. */
    GROWN(16_000, true);

    private final int size;
    private final boolean grown;

    Tables(int size, boolean grown) {
      this.size = size;
      this.grown = grown;
    }
  }

  /** An operation of the service, as calls of the store. */
  private enum Operation {
    GET {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.find(NAMESPACE, id("c", number), T0)).isPresent();
      }
    },
    GET_ACCESS {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.findAccess(NAMESPACE, id("c", number), T0)).isPresent();
      }
    },
    GET_COLLECTION {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.collectionAccessControlList(NAMESPACE)).isPresent();
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
        Position after = new Position(Ticks.toInstant(FEW / 2 + number), "");
        assertThat(transaction.page(NAMESPACE, after, 10, EVERY, T0).connections()).hasSize(10);
      }
    },
    CREATE {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = UUID.randomUUID().toString();
        transaction.insert(NAMESPACE, connection(id, T0));
        assertThat(transaction.claim(NAMESPACE, id, clientIds(id, 3), T0)).isEmpty();
      }
    },
    UPDATE {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = id("c", SHARE + number);
        List<String> clients = List.of(client("c", SHARE + number), "new-" + number);
        transaction.update(NAMESPACE, withContent(connection(id, T0), clients, list(id, 1)));
        assertThat(transaction.claim(NAMESPACE, id, clients, T0)).isEmpty();
      }
    },
    REPLACE_CLIENTS {
      @Override
      void run(SqlTransaction transaction, int number) {
        String id = id("c", 2 * SHARE + number);
        assertThat(transaction.claim(NAMESPACE, id, clientIds(id, 3), T0)).isEmpty();
        assertThat(transaction.claim(NAMESPACE, id, List.of(), T0)).isEmpty();
      }
    },
    CLAIM_CLIENTS_OF_OTHERS {
      @Override
      void run(SqlTransaction transaction, int number) {
        List<String> clients = List.of(client("c", number), client("c", 3 * SHARE));
        assertThat(transaction.claim(NAMESPACE, id("c", SHARE + number), clients, T0))
            .containsExactlyInAnyOrderElementsOf(clients);
      }
    },
    TAKE_CLIENTS_OVER {
      @Override
      void run(SqlTransaction transaction, int number) {
        List<String> clients = List.of(client("d", 2 * number), client("d", 2 * number + 1));
        String id = id("c", 4 * SHARE + number);
        assertThat(transaction.claim(NAMESPACE, id, clients, T0)).isEmpty();
      }
    },
    UPDATE_OWNER {
      @Override
      void run(SqlTransaction transaction, int number) {
        Trustee owner = new Trustee(TrusteeType.USER, "user", "tenant");
        transaction.updateOwner(NAMESPACE, id("c", number), owner);
      }
    },
    UPDATE_ACCESS_CONTROL_LIST {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.updateAccessControlList(
            NAMESPACE, id("c", number), list(UUID.randomUUID().toString(), 1));
      }
    },
    UPDATE_COLLECTION {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.putCollectionAccessControlList(
            NAMESPACE, list(UUID.randomUUID().toString(), 1));
      }
    },
    DELETE {
      @Override
      void run(SqlTransaction transaction, int number) {
        transaction.delete(NAMESPACE, id("c", 5 * SHARE + number - 1), T0);
      }
    },
    IS_EMPTY {
      @Override
      void run(SqlTransaction transaction, int number) {
        assertThat(transaction.isEmpty()).isFalse();
      }
    };

    /**
     * Runs the operation.
     *
     * @param number from 1 to {@link #REPETITIONS}
     */
    abstract void run(SqlTransaction transaction, int number);
  }

  @BeforeParameterizedClassInvocation
  static void fill(Tables tables) throws Exception {
    TestDatabase created = Engine.POSTGRESQL.create();
    testDatabase = created;
    database = created.open();
    connection = database.writers().getConnection();
    for (String table : TABLES) {
      execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
    }
    transaction(
        transaction ->
            transaction.putCollectionAccessControlList(
                NAMESPACE, AccessControlList.initial("tenant", "administrators")));
    transaction(transaction -> transaction.insert(NAMESPACE, connection("any", T0)));
    insert(1, FEW);
    if (tables.grown) {
      execute("ANALYZE");
      for (Operation operation : Operation.values()) {
        for (int number = 1; number <= WARM_UP; number++) {
          int current = number;
          transaction(transaction -> operation.run(transaction, current));
        }
      }
    }
    insert(FEW + 1, tables.size);
  }

  /** Inserts connections, and as many that have been deleted and wait to be purged. */
  private static void insert(int first, int last) throws SQLException {
    String connections =
        """
        INSERT INTO omf_connection (tenant_id, namespace_id, id, description, created_at, active_at,
          deleted_at, owner_type, owner_id, access_control_list_id)
        SELECT 'tenant', 'plant-a', md5('%s' || i)::uuid::text, repeat('x', 200), i, i, %s,
          'CLIENT', 'owner', %s
        FROM generate_series(%d, %d) AS i
        """;
    execute(connections.formatted("c", "NULL", LISTS, first, last));
    execute(connections.formatted("d", "1000000 - i", LISTS, first, last));
    for (String kind : List.of("c", "d")) {
      String of = " md5('" + kind + "' || i)::uuid::text ";
      String numbers = " FROM generate_series(" + first + ", " + last + ") AS i";
      execute(
          "INSERT INTO omf_connection_content SELECT 'tenant', 'plant-a',"
              + of
              + ", '[\"'|| repeat('x', 300) || '\"]'"
              + numbers);
      execute(
          "INSERT INTO client_mapping (tenant_id, namespace_id, client_id, omf_connection_id)"
              + (" SELECT 'tenant', 'plant-a', '" + kind + "-' || i,")
              + of
              + numbers);
    }
  }

  @AfterParameterizedClassInvocation
  static void close() throws Exception {
    connection().close();
    requireNonNull(database).close();
    requireNonNull(testDatabase).close();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void operation_reads_few_blocks(Operation operation) throws SQLException {
    for (int number = tables.grown ? WARM_UP + 1 : 1; number <= REPETITIONS; number++) {
      int current = number;
      assertThat(blocks(transaction -> operation.run(transaction, current)))
          .as("blocks that execution %d reads", number)
          .isBetween(1L, (long) MAX_BLOCKS);
    }
  }

  @Test
  void page_reads_few_blocks_for_each_row_that_the_caller_may_not_read() throws SQLException {
    AccessFilter none = (owner, listId, list) -> false;
    assertThat(
            blocks(
                transaction -> {
                  Position after = new Position(Ticks.toInstant(FEW), "");
                  assertThat(transaction.page(NAMESPACE, after, 10, none, T0).next()).isNotNull();
                }))
        .isBetween(1L, (long) MAX_BLOCKS_OF_REJECTED * PageQuery.MAX_ROWS);
  }

  @Test
  void purge_reads_few_blocks_for_each_row() throws SQLException {
    for (int step = 0; step < 3; step++) {
      long before = number("SELECT count(*) FROM omf_connection");
      long blocks = blocks(transaction -> assertThat(transaction.purge(T0)).isTrue());
      long removed = before - number("SELECT count(*) FROM omf_connection");
      assertThat(removed).isPositive();
      assertThat(blocks / removed).isBetween(1L, (long) MAX_BLOCKS_OF_REMOVED);
    }
  }

  /** The measure itself: a statement that reads a table reads more than the limit. */
  @Test
  void reading_a_table_reads_many_blocks() throws SQLException {
    for (String column :
        List.of(
            "description FROM omf_connection",
            "client_ids FROM omf_connection_content",
            "omf_connection_id || client_id FROM client_mapping")) {
      String statement = "SELECT max(" + column.replace(" FROM", ") FROM");
      assertThat(blocks(transaction -> execute(statement))).as(statement).isGreaterThan(MAX_BLOCKS);
    }
    assertThat(number("SELECT count(*) FROM pg_stats WHERE tablename = 'client_mapping'") > 0)
        .as("there are statistics")
        .isEqualTo(tables.grown);
    assertThat(number("SELECT count(*) FROM client_mapping")).isGreaterThan(tables.size);
  }

  @FunctionalInterface
  private interface Work {
    void run(SqlTransaction transaction) throws SQLException;
  }

  /** Returns how many blocks of the tables and their indexes a transaction reads. */
  private static long blocks(Work work) throws SQLException {
    long before = blocks();
    transaction(work);
    return blocks() - before;
  }

  private static long blocks() throws SQLException {
    execute("SELECT pg_stat_force_next_flush()");
    return number(
        """
        SELECT sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read
          + coalesce(toast_blks_hit + toast_blks_read + tidx_blks_hit + tidx_blks_read, 0))
        FROM pg_statio_user_tables
        """);
  }

  /** Runs a transaction as the service does. */
  private static void transaction(Work work) throws SQLException {
    Database open = requireNonNull(database);
    open.begin(connection(), Duration.ofMinutes(1));
    work.run(
        new SqlTransaction(
            new Sql(connection(), each -> {}), new AccessControlLists.ListCache(), open));
    open.commit(connection());
    connection().setAutoCommit(true);
  }

  private static long number(String query) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connection() {
    return requireNonNull(connection);
  }

  /** Returns the id of a connection: in no order, as those that the service generates. */
  private static String id(String kind, int number) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest((kind + number).getBytes(UTF_8)));
      return new UUID(hash.getLong(), hash.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String client(String kind, int number) {
    return kind + "-" + number;
  }
}
