package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the data of deleted connections is removed in bounded steps. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(60)
class PurgeTest extends EachEngineFixture {
  private static final int CLIENTS = 3 * PurgeStep.MAX_ROWS;
  private static final Instant DELETED = T0.plusSeconds(60);

  @Test
  void step_removes_a_bounded_number_of_rows_and_is_kept() throws SQLException {
    insertDeleted("one", CLIENTS);

    int before = rows(database, "client_mapping");
    int steps = 0;
    while (purge()) {
      int after = rows(database, "client_mapping");
      assertThat(before - after).isBetween(0, PurgeStep.MAX_ROWS);
      before = after;
      steps++;
    }

    assertThat(steps).isBetween(3, 5);
    assertThat(rows(database, "client_mapping")).isZero();
    assertThat(rows(database, "omf_connection")).isZero();
    assertThat(rows(database, "omf_connection_content")).isZero();
    assertThat(rows(database, "access_control_list")).isZero();
  }

  @Test
  void step_removes_many_small_connections() throws SQLException {
    for (int i = 0; i < 100; i++) {
      insertDeleted("id" + i, 3);
    }

    assertThat(purge()).isFalse();

    assertThat(rows(database, "omf_connection")).isZero();
  }

  @Test
  void step_removes_few_connections_with_large_client_ids() throws SQLException {
    String large = "x".repeat(4_000_000);
    for (int i = 0; i < 5; i++) {
      insertDeleted("id" + i, List.of(large + i));
    }

    assertThat(purge()).isTrue();

    assertThat(rows(database, "omf_connection")).isBetween(3, 4);
  }

  @Test
  void step_removes_few_connections_with_large_access_control_lists() throws SQLException {
    for (int i = 0; i < 5; i++) {
      insertDeleted(
          withContent(
              deletedAt(connection("id" + i, T0), DELETED),
              List.of(),
              list("x".repeat(4_000_000) + i, 1)));
    }

    assertThat(purge()).isTrue();

    assertThat(rows(database, "omf_connection")).isBetween(3, 4);
  }

  @Test
  void list_counts_when_its_last_connection_is_removed() throws SQLException {
    AccessControlList large = list("x".repeat(4_000_000), 1);
    for (int i = 0; i < 5; i++) {
      insertDeleted(withContent(deletedAt(connection("id" + i, T0), DELETED), List.of(), large));
    }

    purge();

    assertThat(rows(database, "omf_connection")).isZero();
    assertThat(rows(database, "access_control_list")).isZero();
  }

  @Test
  void purge_keeps_connections_that_are_not_deleted_and_their_lists() throws SQLException {
    insertDeleted("one", CLIENTS);
    OmfConnection kept = connection("kept", T0);
    insert(store, kept);
    claim(store, "kept", "kept client");

    purgeAll();

    assertThat(find(store, "kept", DELETED)).isEqualTo(kept);
    assertThat(rows(database, "client_mapping")).isEqualTo(1);
  }

  @Test
  void claim_takes_over_the_clients_of_a_deleted_connection_and_leaves_the_others()
      throws SQLException {
    insertDeleted("one", CLIENTS);
    insertDeleted("two", List.of("other"));
    insert(store, connection("new", T0));

    assertThat(claimAt(DELETED.minusNanos(100), "new", "one-1")).containsExactly("one-1");
    assertThat(claimAt(DELETED, "new", "one-1", "free")).isEmpty();

    assertThat(rows(database, "client_mapping")).as("nothing is purged").isEqualTo(CLIENTS + 2);
    assertThat(rows(database, "omf_connection")).isEqualTo(3);
  }

  @Test
  void purge_keeps_the_clients_that_another_connection_has_taken_over() throws SQLException {
    insertDeleted("one", CLIENTS);
    insert(store, connection("new", T0));
    purge(); // a part of the mappings has gone
    claimAt(DELETED, "new", "one-1", "one-" + (CLIENTS - 1));

    purgeAll();

    assertThat(rows(database, "client_mapping WHERE omf_connection_id = 'new'")).isEqualTo(2);
    assertThat(rows(database, "client_mapping")).isEqualTo(2);
    insert(store, connection("late", T0));
    assertThat(claimAt(DELETED, "late", "one-1")).containsExactly("one-1");
  }

  @Test
  void claim_does_not_take_over_clients_of_a_deleted_connection_in_another_namespace()
      throws SQLException {
    insertDeleted("one", List.of("c"));
    write(
        store,
        transaction -> {
          transaction.insert(OTHER_NAMESPACE, connection("new", T0));
          return transaction.claim(OTHER_NAMESPACE, "new", List.of("c"), DELETED);
        });

    assertThat(rows(database, "client_mapping")).isEqualTo(2);
  }

  @Test
  void claim_writes_only_the_difference() throws SQLException {
    insert(store, connection("one", T0));
    claim(store, "one", "a", "b");
    String rowOfB =
        "client_mapping WHERE client_id = 'b' AND "
            + (engine == Engine.POSTGRESQL ? "ctid = '(0,2)'" : "rowid = 2");
    assertThat(rows(database, rowOfB)).isEqualTo(1);

    claim(store, "one", "b", "c");

    assertThat(rows(database, rowOfB)).as("the row is the same").isEqualTo(1);
    assertThat(rows(database, "client_mapping")).isEqualTo(2);
  }

  private SortedSet<String> claimAt(Instant now, String id, String... clients) {
    return write(store, t -> t.claim(NAMESPACE, id, List.of(clients), now));
  }

  private void purgeAll() {
    boolean more = true;
    while (more) {
      more = purge();
    }
  }

  private boolean purge() {
    return write(store, transaction -> transaction.purge(DELETED));
  }

  private void insertDeleted(String id, int clients) {
    insertDeleted(id, clientIds(id, clients));
  }

  private void insertDeleted(String id, List<String> clientIds) {
    insertDeleted(withContent(deletedAt(connection(id, T0), DELETED), clientIds, list(id, 1)));
  }

  private void insertDeleted(OmfConnection connection) {
    write(
        store,
        transaction -> {
          transaction.insert(NAMESPACE, connection);
          return transaction.claim(NAMESPACE, connection.id(), connection.clientIds(), T0);
        });
  }
}
