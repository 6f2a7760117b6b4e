package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.AccessFilter;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a page of a list is bounded, and that equal access control lists are stored once. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(60)
class PageTest extends EachEngineFixture {
  private static final int LIMIT = 64;
  private static final AccessFilter NONE_BY_LIST =
      (owner, listId, list) -> list.get().entries().isEmpty();

  @Test
  void page_of_large_connections_ends_at_the_byte_limit() {
    AccessControlList list = list("same", 1);
    for (int i = 0; i < 8; i++) {
      insert(store, withContent(connection("id" + i, T0), List.of("x".repeat(400_000)), list));
    }

    assertThat(pageSizes(EVERY)).containsExactly(2, 2, 2, 2);
  }

  @Test
  void connection_that_exceeds_the_byte_limit_has_a_page_of_its_own() {
    List<Integer> sizes = List.of(10, 4_000_000, 10, 4_000_000, 4_000_000, 10);
    for (int i = 0; i < sizes.size(); i++) {
      insert(
          store,
          withContent(
              connection("id" + i, T0), List.of("x".repeat(sizes.get(i))), list("same", 1)));
    }

    assertThat(pageSizes(EVERY)).containsExactly(1, 1, 1, 1, 1, 1);
  }

  /** Short and long client ids of a page are read by different statements. */
  @Test
  void page_has_the_client_ids_of_each_connection_whatever_their_size() {
    List<List<String>> clientIds = new ArrayList<>();
    for (int size = 990; size < 1_005; size++) {
      clientIds.add(List.of("x".repeat(size)));
      clientIds.add(List.of("é".repeat(size / 2), "[" + size));
    }
    clientIds.add(List.of());
    clientIds.add(List.of("1000", "\u0000"));
    List<OmfConnection> connections = new ArrayList<>();
    for (int i = 0; i < clientIds.size(); i++) {
      OmfConnection connection =
          withContent(connection("id" + (10 + i), T0), clientIds.get(i), list("same", 1));
      connections.add(connection);
      insert(store, connection);
    }

    assertThat(page(store, null, LIMIT, T0)).isEqualTo(connections);
  }

  @Test
  void page_of_connections_with_different_large_lists_ends_at_the_byte_limit() {
    // Together larger than what the cache of lists holds.
    for (int i = 0; i < 60; i++) {
      insert(store, withContent(connection("id" + (10 + i), T0), List.of(), list("l" + i, 4_000)));
    }

    for (AccessFilter filter : List.of(EVERY, NONE_BY_LIST)) {
      List<Integer> sizes = pageSizes(filter);
      assertThat(sizes).hasSizeGreaterThan(5);
      assertThat(sizes).allMatch(size -> size < LIMIT / 2);
    }
  }

  /** A row has its owner, whether the filter accepts it or not. */
  @Test
  void page_of_connections_with_large_owners_ends_at_the_byte_limit() {
    for (int i = 0; i < 8; i++) {
      OmfConnection connection = connection("id" + i, T0);
      insert(store, connection);
      write(
          store,
          transaction -> {
            transaction.updateOwner(
                NAMESPACE,
                connection.id(),
                new Trustee(TrusteeType.USER, "x".repeat(400_000), "tenant"));
            return 0;
          });
    }

    assertThat(pageSizes(EVERY)).containsExactly(2, 2, 2, 2);
    assertThat(pageSizes((owner, listId, list) -> false)).hasSizeGreaterThan(2);
  }

  @Test
  void page_looks_at_a_bounded_number_of_rejected_rows() {
    write(
        store,
        transaction -> {
          for (int i = 0; i < PageQuery.MAX_ROWS + 10; i++) {
            transaction.insert(NAMESPACE, connection("id" + (10_000 + i), T0));
          }
          return 0;
        });

    Page first = page(null, (owner, listId, list) -> false);
    assertThat(first.connections()).isEmpty();
    assertThat(first.next()).isNotNull();
    Page second = page(first.next(), EVERY);
    assertThat(second.connections()).hasSize(10);
    assertThat(second.next()).isNull();
  }

  @Test
  void filter_reads_equal_lists_once() {
    for (int i = 0; i < 10; i++) {
      insert(store, withContent(connection("id" + i, T0), List.of(), list("same", 100)));
    }
    List<String> ids = new ArrayList<>();
    List<AccessControlList> lists = new ArrayList<>();

    page(
        null,
        (owner, listId, list) -> {
          ids.add(listId);
          lists.add(list.get());
          return true;
        });

    assertThat(ids).hasSize(10).containsOnly(ids.get(0));
    assertThat(lists).allSatisfy(list -> assertThat(list).isSameAs(lists.get(0)));
  }

  @Test
  void equal_lists_are_stored_once_and_removed_with_the_last_reference() throws SQLException {
    AccessControlList same = list("same", 10);
    OmfConnection one = withContent(connection("one", T0), List.of(), same);
    OmfConnection two = withContent(connection("two", T0), List.of(), list("same", 10));
    insert(store, one);
    insert(store, two);
    putCollectionList(list("same", 10));
    assertThat(rows(database, "access_control_list")).isEqualTo(1);

    update(withContent(one, List.of(), list("other", 10)));
    assertThat(rows(database, "access_control_list")).isEqualTo(2);
    update(withContent(two, List.of(), list("other", 10)));
    assertThat(rows(database, "access_control_list")).isEqualTo(2);
    putCollectionList(list("other", 10));
    assertThat(rows(database, "access_control_list")).isEqualTo(1);
    assertThat(find(store, "one", T0).accessControlList()).isEqualTo(list("other", 10));
    assertThat(find(store, "two", T0).accessControlList()).isEqualTo(list("other", 10));
  }

  @Test
  void list_that_was_removed_in_a_transaction_can_be_stored_again_in_it() throws SQLException {
    OmfConnection one = withContent(connection("one", T0), List.of(), list("a", 10));
    insert(store, one);

    write(
        store,
        transaction -> {
          OmfConnection found = transaction.find(NAMESPACE, "one", T0).orElseThrow();
          transaction.update(NAMESPACE, withContent(found, List.of(), list("b", 10)));
          transaction.update(NAMESPACE, found);
          return 0;
        });

    assertThat(find(store, "one", T0)).isEqualTo(one);
    assertThat(rows(database, "access_control_list")).isEqualTo(1);
  }

  private void update(OmfConnection connection) {
    write(
        store,
        transaction -> {
          transaction.update(NAMESPACE, connection);
          return 0;
        });
  }

  private void putCollectionList(AccessControlList list) {
    write(
        store,
        transaction -> {
          transaction.putCollectionAccessControlList(NAMESPACE, list);
          return 0;
        });
  }

  private Page page(@Nullable Position after, AccessFilter filter) {
    return store.read(deadline(), t -> t.page(NAMESPACE, after, LIMIT, filter, T0));
  }

  /** Reads a whole list, and returns the number of connections in each page. */
  private List<Integer> pageSizes(AccessFilter filter) {
    List<Integer> sizes = new ArrayList<>();
    Page page = page(null, filter);
    sizes.add(page.connections().size());
    for (Position next = page.next(); next != null; next = page.next()) {
      page = page(next, filter);
      sizes.add(page.connections().size());
    }
    return sizes;
  }
}
