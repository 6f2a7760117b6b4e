package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionSeederTest extends ConnectionServiceFixture {
  private static final Trustee OWNER = new Trustee(TrusteeType.CLIENT, "operator", null);
  private static final String FIRST = "00000000-0000-4000-8000-00000000000f";
  private static final String SECOND = "00000000-0000-4000-8000-000000000001";

  @Test
  void empty_database_gets_the_connections_as_they_are_stated() {
    AccessControlList collectionList = list(allowed("administrators", AccessRight.READ));
    AccessControlList ownList = list(allowed("operators", AccessRight.WRITE));
    Seed.Collection collection = new Seed.Collection(NAMESPACE, collectionList);
    Instant created = Instant.parse("2021-03-18T23:57:44.6109361Z");
    collection.add(connection(FIRST, created, ConnectionState.ACTIVE, ownList, "a", "b"));
    collection.add(connection(SECOND, null, ConnectionState.ACTIVE, null));

    assertThat(seeder(collection).seedIfEmpty(deadline())).isTrue();

    ConnectionSnapshot first = get(FIRST, OPERATOR);
    assertThat(first.state()).isEqualTo(ConnectionState.ACTIVE);
    OmfConnection stored = first.connection();
    assertThat(stored.name()).isEqualTo("name of " + FIRST);
    assertThat(stored.description()).isEqualTo("description");
    assertThat(stored.clientIds()).containsExactly("a", "b");
    assertThat(stored.createdAt()).isEqualTo(created);
    assertThat(stored.owner()).isEqualTo(new Trustee(TrusteeType.CLIENT, "operator", "tenant"));
    assertThat(stored.accessControlList()).isEqualTo(ownList);
    assertThat(get(SECOND, OPERATOR).connection().accessControlList()).isEqualTo(collectionList);
    assertThat(missingRight(() -> create("c"))).as("list of the collection").contains("Write");
  }

  @Test
  void size_of_a_seed_is_the_number_of_its_connections() {
    Seed.Collection two = one("a");
    two.add(connection(SECOND, null, ConnectionState.ACTIVE, null));

    assertThat(new Seed(List.of(two, one("a"))).size()).isEqualTo(3);
    assertThat(Seed.NONE.size()).isZero();
  }

  @Test
  void list_has_the_order_of_the_seed() {
    Seed.Collection collection = new Seed.Collection(NAMESPACE, null);
    collection.add(connection(FIRST, null, ConnectionState.ACTIVE, null));
    collection.add(connection(SECOND, null, ConnectionState.ACTIVE, null));
    seeder(collection).seedIfEmpty(deadline());
    String later = create().id();

    assertThat(listIds(ADMINISTRATOR)).containsExactly(FIRST, SECOND, later);
  }

  @Test
  void connection_that_is_creating_or_deleting_goes_on_from_there() {
    Seed.Collection collection = new Seed.Collection(NAMESPACE, null);
    collection.add(connection(FIRST, null, ConnectionState.CREATING, null));
    collection.add(connection(SECOND, null, ConnectionState.DELETING, null));
    seeder(collection).seedIfEmpty(deadline());

    assertThat(get(FIRST).state()).isEqualTo(ConnectionState.CREATING);
    assertThat(get(SECOND).state()).isEqualTo(ConnectionState.DELETING);
    clock.advance(DELETION);
    assertThat(get(FIRST).state()).isEqualTo(ConnectionState.ACTIVE);
    assertThat(exceptionOf(() -> get(SECOND)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void clients_of_the_seed_are_claimed() {
    seeder(one("a")).seedIfEmpty(deadline());

    assertThat(exceptionOf(() -> create("a")).parameters()).containsKey("ClientIds[0]");
  }

  @Test
  void database_with_a_connection_is_left_alone() {
    String existing = create("a").id();

    assertThat(seeder(one("b")).seedIfEmpty(deadline())).isFalse();

    assertThat(listIds(ADMINISTRATOR)).containsExactly(existing);
  }

  @Test
  void database_is_seeded_once_even_if_all_connections_are_deleted_and_purged() throws Exception {
    ConnectionSeeder seeder = seeder(one("a"));
    seeder.seedIfEmpty(deadline());
    delete(FIRST);
    clock.advance(DELETION);
    service.purge(deadline());
    assertThat(rows("omf_connection")).isZero();

    assertThat(seeder.seedIfEmpty(deadline())).isFalse();

    assertThat(listIds(ADMINISTRATOR)).isEmpty();
  }

  @Test
  void seed_that_fails_in_the_middle_leaves_nothing_and_is_written_at_the_next_start()
      throws Exception {
    // The claim is refused only when both connections are in the database.
    Seed.Collection first = one("a");
    Seed.Collection again = new Seed.Collection(NAMESPACE, null);
    again.add(connection(SECOND, null, ConnectionState.ACTIVE, null, "a"));
    ConnectionSeeder failing = seeder(first, again);

    assertThatThrownBy(() -> failing.seedIfEmpty(deadline()))
        .isInstanceOf(OperationException.class);
    for (String table : List.of("omf_connection", "client_mapping", "omf_connection_collection")) {
      assertThat(rows(table)).as(table).isZero();
    }
    assertThat(seeder(one("a")).seedIfEmpty(deadline())).isTrue();
  }

  @Test
  void reset_restores_the_seed_and_can_be_repeated() throws Exception {
    ConnectionSeeder seeder = seeder(one("a"));
    seeder.seedIfEmpty(deadline());
    update(FIRST, "changed", "b");
    create("c");
    service.updateCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, list(), deadline());

    for (int i = 0; i < 2; i++) {
      seeder.reset(deadline());

      assertThat(listIds(ADMINISTRATOR)).containsExactly(FIRST);
      assertThat(get(FIRST).connection().name()).isEqualTo("name of " + FIRST);
      assertThat(get(FIRST).connection().clientIds()).containsExactly("a");
    }
    assertThat(rows("client_mapping")).isEqualTo(1);
    assertThat(rows("access_control_list")).isEqualTo(1);
    create("b", "c");
  }

  @Test
  void reset_without_a_seed_removes_everything() throws Exception {
    create("a");
    service.updateCollectionAccessControlList(
        ADMINISTRATOR, NAMESPACE, list(allowed("administrators", AccessRight.WRITE)), deadline());

    seeder().reset(deadline());

    for (String table :
        List.of(
            "omf_connection",
            "omf_connection_content",
            "client_mapping",
            "omf_connection_collection",
            "access_control_list")) {
      assertThat(rows(table)).as(table).isZero();
    }
    assertThat(listIds(ADMINISTRATOR)).isEmpty();
  }

  @Test
  void values_that_an_operation_would_reject_are_rejected() {
    Seed.Collection collection = one("a");

    assertRejected(collection, "Id", connection(FIRST, null, ConnectionState.ACTIVE, null));
    assertRejected(
        collection,
        "ClientIds[1]",
        connection(SECOND, null, ConnectionState.ACTIVE, null, "b", "b"));
    assertRejected(
        collection, "ClientIds[0]", connection(SECOND, null, ConnectionState.ACTIVE, null, "a"));
    assertRejected(collection, "State", connection(SECOND, null, ConnectionState.DELETED, null));
    assertRejected(
        collection,
        "Owner.TenantId",
        new Seed.Connection(
            SECOND,
            null,
            null,
            List.of(),
            null,
            ConnectionState.ACTIVE,
            new Trustee(TrusteeType.USER, "u", "other tenant"),
            null));
  }

  private static void assertRejected(
      Seed.Collection collection, String property, Seed.Connection connection) {
    assertThat(exceptionOf(() -> collection.add(connection)).parameters()).containsKey(property);
  }

  private ConnectionSeeder seeder(Seed.Collection... collections) {
    return new ConnectionSeeder(
        store, new ConnectionDelays(PROVISIONING, DELETION), clock, new Seed(List.of(collections)));
  }

  private static Seed.Collection one(String... clientIds) {
    Seed.Collection collection = new Seed.Collection(NAMESPACE, null);
    collection.add(connection(FIRST, null, ConnectionState.ACTIVE, null, clientIds));
    return collection;
  }

  private static Seed.Connection connection(
      String id,
      @Nullable Instant createdAt,
      ConnectionState state,
      @Nullable AccessControlList list,
      String... clientIds) {
    return new Seed.Connection(
        id, "name of " + id, "description", List.of(clientIds), createdAt, state, OWNER, list);
  }

  private ConnectionSnapshot get(String id, io.omfconnections.server.access.Identity identity) {
    return service.get(identity, NAMESPACE, id, deadline());
  }
}
