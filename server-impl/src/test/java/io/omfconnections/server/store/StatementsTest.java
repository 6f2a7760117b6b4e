package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that an operation executes no more statements, and reads no more, than it needs. */
class StatementsTest extends ConnectionStoreFixture {
  private static final Identity CALLER =
      new Identity(TrusteeType.CLIENT, "caller", "tenant", Set.of("administrators"));

  private static final String READS_CLIENT_IDS = "SELECT .*client_ids";
  private static final String WRITES_CLIENT_IDS =
      "(INSERT INTO|UPDATE) (omf_connection_content|client_mapping)";

  private final RecordingDatabase database = new RecordingDatabase(SqliteDatabase.inMemory());
  private final SqlConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT);
  private final ConnectionService service =
      new ConnectionService(
          store, new ConnectionDelays(Duration.ZERO, Duration.ofMinutes(1)), Clock.systemUTC());
  private String id = "";

  @BeforeEach
  void create() {
    id =
        service
            .create(CALLER, NAMESPACE, "name", null, List.of("c1", "c2"), deadline())
            .connection()
            .id();
    service.get(CALLER, NAMESPACE, id, deadline()); // now the access control list is cached
    database.statements().clear();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void get_is_one_statement() {
    assertThat(service.get(CALLER, NAMESPACE, id, deadline()).connection().clientIds())
        .containsExactly("c1", "c2");

    assertThat(database.statements()).hasSize(1);
  }

  @Test
  void create_looks_up_the_list_of_the_collection_and_nothing_else() {
    service.create(CALLER, NAMESPACE, "name", null, List.of("c3"), deadline());

    assertThat(database.statements())
        .filteredOn(sql -> !sql.startsWith("INSERT"))
        .containsExactly(
            "BEGIN",
            "SELECT access_control_list_id FROM omf_connection_collection"
                + " WHERE tenant_id = ? AND namespace_id = ?",
            "PRAGMA page_count"); // whether there is space
  }

  @Test
  void operations_that_return_no_client_ids_do_not_read_or_write_them() {
    Map<String, Runnable> operations =
        Map.of(
            "get owner",
            () -> service.getOwner(CALLER, NAMESPACE, id, deadline()),
            "update owner",
            () ->
                service.updateOwner(
                    CALLER, NAMESPACE, id, new Trustee(TrusteeType.USER, "user", null), deadline()),
            "get access control list",
            () -> service.getAccessControlList(CALLER, NAMESPACE, id, deadline()),
            "update access control list",
            () ->
                service.updateAccessControlList(
                    CALLER,
                    NAMESPACE,
                    id,
                    AccessControlList.initial("tenant", "administrators"),
                    deadline()),
            "get access rights",
            () -> service.getAccessRights(CALLER, NAMESPACE, id, deadline()),
            "right before the body",
            () -> service.requireRight(CALLER, NAMESPACE, Operation.UPDATE, id, deadline()));

    operations.forEach(
        (name, operation) -> {
          database.statements().clear();
          operation.run();
          assertThat(database.statements())
              .as(name)
              .isNotEmpty()
              .noneMatch(sql -> contains(sql, READS_CLIENT_IDS))
              .noneMatch(sql -> contains(sql, WRITES_CLIENT_IDS));
        });
  }

  @Test
  void delete_reads_client_ids_once_and_does_not_write_them() {
    service.delete(CALLER, NAMESPACE, id, each -> {}, deadline());

    assertThat(database.statements())
        .hasSize(3) // begin, select, update
        .satisfiesOnlyOnce(sql -> assertThat(contains(sql, READS_CLIENT_IDS)).isTrue())
        .noneMatch(sql -> contains(sql, WRITES_CLIENT_IDS));
  }

  private static boolean contains(String sql, String pattern) {
    return sql.replaceAll("\\s+", " ").matches(".*" + pattern + ".*");
  }
}
