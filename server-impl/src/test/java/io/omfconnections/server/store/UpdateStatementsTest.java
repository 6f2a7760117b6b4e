package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.connections.OmfConnection;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that an update does not write, or even compare, client ids that stay the same. */
class UpdateStatementsTest extends ConnectionStoreFixture {
  private final SqliteDatabase database = SqliteDatabase.inMemory();
  private final List<String> statements = new ArrayList<>();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void client_ids_are_written_only_if_they_are_replaced() {
    Jdbi jdbi = Jdbi.create(database.writers());
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext context) {
            statements.add(context.getRenderedSql());
          }
        });
    try (Handle handle = jdbi.open()) {
      SqlTransaction transaction = new SqlTransaction(handle, new AccessControlLists.ListCache());
      transaction.insert(NAMESPACE, connection("id", T0));
      OmfConnection found = find(transaction);

      transaction.update(NAMESPACE, deletedAt(found, T0.plusSeconds(9)));
      assertThat(statements).noneMatch(sql -> sql.contains("UPDATE omf_connection_content"));

      OmfConnection other = withContent(found, List.of("other"), found.accessControlList());
      transaction.update(NAMESPACE, other);
      assertThat(find(transaction)).isEqualTo(other);

      transaction.update(NAMESPACE, found);
      assertThat(find(transaction)).as("written again").isEqualTo(found);
    }
  }

  private static OmfConnection find(SqlTransaction transaction) {
    return transaction.find(NAMESPACE, "id", T0).orElseThrow();
  }
}
