package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Access;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests how connections, clients and lists are stored. Long because they share one interface,
 * {@link io.omfconnections.server.connections.ConnectionStore}.
 */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(30)
class SqlConnectionStoreTest extends EachEngineFixture {
  @ParameterizedTest
  @MethodSource("texts")
  void any_text_is_stored_unchanged(String text) {
    OmfConnection connection =
        new OmfConnection(
            "id",
            text,
            text,
            List.of(text, text + "2"),
            T0,
            T0.plusSeconds(1),
            null,
            new Trustee(TrusteeType.USER, text, "tenant"),
            new AccessControlList(
                List.of(
                    new AccessControlEntry(
                        new Trustee(TrusteeType.ROLE, text, text),
                        AccessType.DENIED,
                        new AccessRights(5)))));
    insert(store, connection);

    assertThat(find(store, "id", T0)).isEqualTo(connection);
    assertThat(claim(store, "id", text)).isEmpty();
    insert(store, connection("other", T0));
    assertThat(claim(store, "other", text)).containsExactly(text);
  }

  /** Encoded as UTF-8, it would become a question mark. */
  @Test
  void text_with_an_unpaired_surrogate_is_never_stored() {
    String text = "\uD800";
    OmfConnection valid = connection("id", T0);
    AccessControlList list =
        new AccessControlList(
            List.of(
                new AccessControlEntry(
                    new Trustee(TrusteeType.ROLE, "role", text),
                    AccessType.ALLOWED,
                    new AccessRights(5))));
    List<Runnable> writes =
        List.of(
            () -> insert(store, withContent(valid, List.of(text), list("x", 1))),
            () -> insert(store, withContent(valid, List.of(), list)),
            () -> insert(store, connection(text, T0)),
            () -> claim(store, "id", text),
            () ->
                write(
                    store,
                    transaction -> {
                      transaction.putCollectionAccessControlList(
                          new Namespace(text, "plant-a", "r"), list("x", 1));
                      return 0;
                    }));

    for (Runnable write : writes) {
      assertThatThrownBy(write::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate");
    }
    assertThat(write(store, ConnectionStore.Transaction::isEmpty)).isTrue();
  }

  @Test
  void store_is_empty_until_something_is_written_and_after_it_is_cleared() throws SQLException {
    assertThat(write(store, ConnectionStore.Transaction::isEmpty)).isTrue();
    insert(store, deletedAt(connection("x", T0), T0));
    assertThat(write(store, ConnectionStore.Transaction::isEmpty)).as("Deleted").isFalse();
    clear();
    assertThat(write(store, ConnectionStore.Transaction::isEmpty)).isTrue();
    write(
        store,
        transaction -> {
          transaction.putCollectionAccessControlList(OTHER_TENANT, list("other", 2));
          return 0;
        });
    assertThat(write(store, ConnectionStore.Transaction::isEmpty)).as("list").isFalse();

    insert(store, withContent(connection("x", T0), List.of("a", "b"), list("own", 2)));
    assertThat(claim(store, "x", "a", "b")).isEmpty();
    clear();

    for (String table : TABLES) {
      assertThat(rows(database, table)).as(table).isZero();
    }
  }

  @Test
  void list_is_stored_again_after_a_clear_in_the_transaction_that_has_read_it() {
    OmfConnection connection = connection("x", T0);
    insert(store, connection);

    write(
        store,
        transaction -> {
          OmfConnection read = transaction.find(NAMESPACE, "x", T0).orElseThrow();
          transaction.clear();
          transaction.insert(NAMESPACE, read);
          return 0;
        });

    assertThat(find(store, "x", T0)).isEqualTo(connection);
  }

  private void clear() {
    write(
        store,
        transaction -> {
          transaction.clear();
          return 0;
        });
  }

  static Stream<String> texts() {
    return Stream.of(
        "",
        " ",
        "\0",
        "a\0b",
        "\\",
        "\\0",
        "\\\\0",
        "\uD83D\uDE00 and \uD83D\uDC69\u200D\uD83D\uDCBB",
        "\u05E9\u05DC\u05D5\u05DD \u202E\u0645\u0631\u062D\u0628\u0627",
        "it's \"quoted\" `so`",
        "'; DROP TABLE omf_connection; --",
        ":name ? ?1 $1 @a {b} <c>",
        "line\r\nbreak\ttab",
        "\u0001\u001F\u007F\u0085\u2028\uFEFF\uFFFF",
        "x".repeat(10_000),
        random(StoredText.MAX_KEY_BYTES),
        random(100_000));
  }

  /** Returns text that can't be compressed, so that it is as long in an index. */
  private static String random(int length) {
    return new Random(length)
        .ints(length, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void access_owner_and_deletion_are_changed_by_themselves() {
    OmfConnection connection = connection("id", T0);
    insert(store, connection);
    Trustee owner = new Trustee(TrusteeType.USER, "a\0b", "tenant");
    AccessControlList list = list("role", 3);

    write(
        store,
        transaction -> {
          transaction.updateOwner(NAMESPACE, "id", owner);
          transaction.updateAccessControlList(NAMESPACE, "id", list);
          transaction.delete(NAMESPACE, "id", T0.plusSeconds(9));
          return 0;
        });

    OmfConnection changed =
        new OmfConnection(
            "id",
            connection.name(),
            connection.description(),
            connection.clientIds(),
            connection.createdAt(),
            connection.activeAt(),
            T0.plusSeconds(9),
            owner,
            list);
    assertThat(find(store, "id", T0)).isEqualTo(changed);
    assertThat(access(NAMESPACE, "id", T0)).contains(new Access(owner, list));
    assertThat(access(NAMESPACE, "id", T0.plusSeconds(9))).as("Deleted").isEmpty();
    assertThat(access(NAMESPACE, "other", T0)).isEmpty();
    assertThat(access(OTHER_NAMESPACE, "id", T0)).isEmpty();
  }

  @Test
  void replaced_access_control_list_is_removed() throws SQLException {
    insert(store, connection("id", T0));

    for (String name : List.of("one", "two")) {
      write(
          store,
          transaction -> {
            transaction.updateAccessControlList(NAMESPACE, "id", list(name, 1));
            return 0;
          });
    }

    assertThat(rows(database, "access_control_list")).isOne();
  }

  private Optional<Access> access(Namespace namespace, String id, Instant now) {
    return store.read(deadline(), t -> t.findAccess(namespace, id, now));
  }

  @Test
  void null_is_stored_as_null() {
    OmfConnection connection =
        new OmfConnection(
            "id",
            null,
            null,
            List.of(),
            T0,
            T0,
            null,
            new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
            new AccessControlList(
                List.of(
                    new AccessControlEntry(null, AccessType.ALLOWED, AccessRights.ALL),
                    new AccessControlEntry(
                        new Trustee(null, null, null), AccessType.DENIED, AccessRights.NONE))));
    insert(store, connection);

    assertThat(find(store, "id", T0)).isEqualTo(connection);
  }

  @Test
  void update_replaces_all_mutable_values() {
    insert(store, connection("id", T0));
    OmfConnection changed =
        new OmfConnection(
            "id",
            "new name",
            null,
            List.of("c9"),
            T0,
            T0.plusSeconds(1),
            T0.plusSeconds(9),
            new Trustee(TrusteeType.USER, "new owner", "tenant"),
            AccessControlList.initial("tenant", "administrators"));

    write(
        store,
        transaction -> {
          transaction.update(NAMESPACE, changed);
          return 0;
        });

    assertThat(find(store, "id", T0)).isEqualTo(changed);
  }

  @Test
  void claim_returns_the_clients_of_other_connections_in_order() {
    insert(store, connection("one", T0));
    insert(store, connection("other", T0));
    assertThat(claim(store, "one", "d", "b", "a")).isEmpty();

    assertThat(claim(store, "other", "e", "d", "c", "a")).containsExactly("a", "d");
  }

  @Test
  void second_claim_in_the_transaction_of_an_insert_releases_the_clients_of_the_first() {
    write(
        store,
        transaction -> {
          transaction.insert(NAMESPACE, connection("one", T0));
          transaction.claim(NAMESPACE, "one", List.of("a", "b"), T0);
          return transaction.claim(NAMESPACE, "one", List.of("b", "c"), T0);
        });
    insert(store, connection("other", T0));

    assertThat(claim(store, "other", "a", "b", "c")).containsExactly("b", "c");
  }

  @Test
  void claim_keeps_own_clients_and_releases_the_others() {
    insert(store, connection("one", T0));
    insert(store, connection("other", T0));
    claim(store, "one", "a", "b");

    assertThat(claim(store, "one", "b", "c")).isEmpty();
    assertThat(claim(store, "other", "a")).isEmpty();
    assertThat(claim(store, "one")).isEmpty();
    assertThat(claim(store, "other", "a", "b", "c")).isEmpty();
  }

  @Test
  void claim_applies_to_one_namespace_only() {
    for (Namespace namespace : List.of(NAMESPACE, OTHER_NAMESPACE, OTHER_TENANT)) {
      write(
          store,
          transaction -> {
            transaction.insert(namespace, connection("id", T0));
            assertThat(transaction.claim(namespace, "id", List.of("c"), T0)).isEmpty();
            return 0;
          });
    }
  }

  @Test
  void claim_supports_ten_thousand_clients() {
    insert(store, connection("one", T0));
    insert(store, connection("other", T0));
    String[] clients =
        Stream.iterate(0, i -> i + 1).limit(10_000).map(i -> "client-" + i).toArray(String[]::new);

    assertThat(claim(store, "one", clients)).isEmpty();
    assertThat(claim(store, "other", clients)).hasSize(10_000);
  }

  @Test
  void pages_are_ordered_by_creation_and_identifier_and_continue_after_a_position() {
    List<OmfConnection> expected = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      for (String id : List.of("a", "b", "c")) {
        expected.add(connection(id + second, T0.plusSeconds(second)));
      }
    }
    List<OmfConnection> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(3));
    shuffled.forEach(connection -> insert(store, connection));
    write(
        store,
        transaction -> {
          transaction.insert(OTHER_NAMESPACE, connection("b1", T0));
          transaction.insert(OTHER_TENANT, connection("b1", T0));
          return 0;
        });

    for (int limit = 1; limit <= 10; limit++) {
      List<OmfConnection> walked = new ArrayList<>();
      List<OmfConnection> page = page(store, null, limit, T0);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(limit);
        walked.addAll(page);
        OmfConnection last = page.get(page.size() - 1);
        page = page(store, new Position(last.createdAt(), last.id()), limit, T0);
      }
      assertThat(walked).as("limit %s", limit).isEqualTo(expected);
    }
  }

  @Test
  void pages_skip_deleted_connections() {
    Instant deletedAt = T0.plusSeconds(60);
    for (int i = 0; i < 6; i++) {
      OmfConnection connection = connection("id" + i, T0.plusSeconds(i));
      insert(store, i % 2 == 0 ? deletedAt(connection, deletedAt) : connection);
    }

    assertThat(page(store, null, 3, deletedAt))
        .extracting(OmfConnection::id)
        .containsExactly("id1", "id3", "id5");
    assertThat(page(store, null, 3, deletedAt.minusNanos(1)))
        .extracting(OmfConnection::id)
        .containsExactly("id0", "id1", "id2");
  }

  @Test
  void collection_list_is_empty_until_written_and_can_be_replaced() {
    AccessControlList first = AccessControlList.initial("tenant", "one");
    AccessControlList second = AccessControlList.initial("tenant", "other");

    assertThat(list(store, NAMESPACE)).isEmpty();
    for (AccessControlList list : List.of(first, second)) {
      write(
          store,
          transaction -> {
            transaction.putCollectionAccessControlList(NAMESPACE, list);
            return 0;
          });
      assertThat(list(store, NAMESPACE)).contains(list);
    }
    assertThat(list(store, OTHER_NAMESPACE)).isEmpty();
  }

  private static Optional<AccessControlList> list(ConnectionStore store, Namespace namespace) {
    return store.read(deadline(), t -> t.collectionAccessControlList(namespace));
  }
}
