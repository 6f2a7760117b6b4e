package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.connections.OperationException.Kind;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the content, the clients and the lists of connections. */
class ConnectionServiceTest extends ConnectionServiceFixture {
  @Test
  void create_returns_the_connection_that_get_returns() {
    OmfConnection created = create("c1");

    assertThat(created.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456700Z"));
    assertThat(get(created.id()).connection()).isEqualTo(created);
  }

  @Test
  void write_changes_nothing_if_the_deadline_expires_inside_the_transaction() {
    String id = create("c1").id();
    OmfConnection before = get(id).connection();
    ConnectionService slow =
        onStore(
            deadline -> {
              while (!deadline.isExpired()) {
                Thread.onSpinWait();
              }
            });
    Duration limit = Duration.ofMillis(50);

    List<ThrowingCallable> writes =
        List.of(
            () ->
                slow.create(
                    ADMINISTRATOR, NAMESPACE, "late", null, List.of("c2"), Deadline.in(limit)),
            () ->
                slow.update(
                    ADMINISTRATOR, NAMESPACE, id, "late", null, List.of("c3"), Deadline.in(limit)),
            () -> slow.delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, Deadline.in(limit)),
            () ->
                slow.updateCollectionAccessControlList(
                    ADMINISTRATOR, NAMESPACE, list(), Deadline.in(limit)));
    for (ThrowingCallable write : writes) {
      assertThat(exceptionOf(write).kind()).isEqualTo(Kind.TIMED_OUT);
    }

    assertThat(listIds(ADMINISTRATOR)).containsExactly(id);
    assertThat(get(id).connection()).isEqualTo(before);
    assertThat(service.getCollectionAccessRights(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessRights.ALL);
    assertThat(create("c2", "c3").clientIds())
        .as("clients are released")
        .containsExactly("c2", "c3");
  }

  @Test
  void identifiers_begin_with_the_time_and_end_at_random() {
    UUID first = UUID.fromString(create("c1").id());
    UUID second = UUID.fromString(create("c2").id());

    assertThat(first.version()).isEqualTo(7);
    assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(clock.instant().toEpochMilli());
    assertThat(first.getMostSignificantBits() >>> 16)
        .isEqualTo(second.getMostSignificantBits() >>> 16);
    assertThat(first.getLeastSignificantBits() >>> 16)
        .isNotEqualTo(second.getLeastSignificantBits() >>> 16);
  }

  @Test
  void operation_that_reads_one_thing_looks_one_thing_up() {
    String id = create("c1").id();
    LookUps lookUps = new LookUps(store);
    ConnectionService reading =
        new ConnectionService(lookUps, new ConnectionDelays(PROVISIONING, DELETION), clock);

    List<ThrowingCallable> operations =
        List.of(
            () -> reading.get(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> reading.getAccessControlList(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> reading.getAccessRights(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> reading.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> reading.getCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, deadline()),
            () -> reading.getCollectionAccessRights(ADMINISTRATOR, NAMESPACE, deadline()),
            () -> reading.requireRight(ADMINISTRATOR, NAMESPACE, Operation.CREATE, "", deadline()),
            () -> reading.requireRight(ADMINISTRATOR, NAMESPACE, Operation.UPDATE, id, deadline()));
    for (ThrowingCallable operation : operations) {
      lookUps.calls.clear();
      assertThatCode(operation).doesNotThrowAnyException();
      assertThat(lookUps.calls)
          .singleElement()
          .satisfies(
              call -> assertThat(call).isIn("find", "findAccess", "collectionAccessControlList"));
    }

    assertThatThrownBy(() -> reading.list(ADMINISTRATOR, NAMESPACE, deadline()))
        .hasMessage("a transaction that reads");
  }

  @Test
  void store_that_does_not_limit_tenants_carries_out_their_requests() {
    ConnectionService unlimited = onStore(deadline -> {});

    ConnectionSnapshot created =
        unlimited.create(ADMINISTRATOR, NAMESPACE, "name", null, List.of("c1"), deadline());

    String id = created.connection().id();
    assertThat(unlimited.get(ADMINISTRATOR, NAMESPACE, id, deadline())).isEqualTo(created);
    assertThat(get(id)).isEqualTo(created);
  }

  @Test
  void query_of_storage_fails_if_storage_does_not_respond_in_time() {
    service.queryStorage(deadline());

    assertThat(exceptionOf(() -> service.queryStorage(Deadline.in(Duration.ZERO))).kind())
        .isEqualTo(Kind.TIMED_OUT);
  }

  @Test
  void create_with_a_claimed_client_is_rejected_and_leaves_nothing_behind() throws SQLException {
    String id = create("c1").id();

    OperationException exception = exceptionOf(() -> create("c2", "c1", "c3"));

    assertThat(exception.kind()).isEqualTo(Kind.INVALID);
    assertThat(exception.parameters()).containsOnlyKeys("ClientIds[1]");
    assertThat(exception.parameters().get("ClientIds[1]")).contains("c1");
    assertThat(listIds(ADMINISTRATOR)).containsExactly(id);
    assertThat(rows("omf_connection")).isEqualTo(1);
    assertThat(rows("client_mapping")).isEqualTo(1);
    assertThat(create("c2", "c3").clientIds())
        .as("clients are released")
        .containsExactly("c2", "c3");
  }

  @Test
  void update_with_a_claimed_client_is_rejected_and_changes_nothing() {
    create("c1");
    OmfConnection second = create("c2");

    exceptionOf(() -> update(second.id(), "new name", "c3", "c1"));

    assertThat(get(second.id()).connection()).isEqualTo(second);
    assertThat(exceptionOf(() -> create("c2")).kind())
        .as("c2 is still claimed")
        .isEqualTo(Kind.INVALID);
    create("c3");
  }

  @Test
  void right_can_be_checked_without_carrying_the_operation_out() {
    String id = create("c1").id();

    for (Operation operation : Operation.values()) {
      service.requireRight(ADMINISTRATOR, NAMESPACE, operation, id, deadline());
      assertThat(
              exceptionOf(
                      () -> service.requireRight(OPERATOR, NAMESPACE, operation, id, deadline()))
                  .kind())
          .isEqualTo(Kind.FORBIDDEN);
    }
    service.requireRight(ADMINISTRATOR, NAMESPACE, Operation.CREATE, "ignored", deadline());
    assertThat(
            exceptionOf(
                    () ->
                        service.requireRight(
                            ADMINISTRATOR, NAMESPACE, Operation.UPDATE, "unknown", deadline()))
                .kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(listIds(ADMINISTRATOR)).containsExactly(id);
  }

  @Test
  void duplicate_clients_are_rejected_and_all_are_named() throws SQLException {
    OperationException exception = exceptionOf(() -> create("c1", "c2", "c1", "c2", "c1"));

    assertThat(exception.kind()).isEqualTo(Kind.INVALID);
    assertThat(exception.parameters())
        .containsOnlyKeys("ClientIds[2]", "ClientIds[3]", "ClientIds[4]");
    assertThat(rows("omf_connection")).isZero();
  }

  @Test
  void update_with_duplicate_clients_is_rejected_and_all_are_named() {
    OmfConnection connection = create("c1");

    OperationException exception =
        exceptionOf(() -> update(connection.id(), "new name", "c2", "c2", "c2"));

    assertThat(exception.kind()).isEqualTo(Kind.INVALID);
    assertThat(exception.parameters()).containsOnlyKeys("ClientIds[1]", "ClientIds[2]");
    assertThat(get(connection.id()).connection()).isEqualTo(connection);
  }

  @Test
  void client_ids_are_compared_exactly() {
    assertThat(create("c1", "C1", "c1 ", "").clientIds()).containsExactly("c1", "C1", "c1 ", "");
  }

  @Test
  void update_keeps_claims_and_releases_clients() {
    OmfConnection connection = create("c1", "c2");

    OmfConnection updated = update(connection.id(), "name", "c3", "c2").connection();

    assertThat(updated.clientIds()).containsExactly("c3", "c2");
    assertThat(updated.createdAt()).isEqualTo(connection.createdAt());
    create("c1");
    assertThat(exceptionOf(() -> create("c2", "c3")).parameters())
        .containsOnlyKeys("ClientIds[0]", "ClientIds[1]");
  }

  @Test
  void update_is_stored() {
    String id = create("c1").id();

    ConnectionSnapshot updated = update(id, "new name", "c2");

    assertThat(updated.connection().name()).isEqualTo("new name");
    assertThat(updated.connection().description()).isNull();
    assertThat(get(id)).isEqualTo(updated);
  }

  @Test
  void client_can_belong_to_one_connection_in_each_namespace() {
    create("c1");

    assertThat(
            service
                .create(ADMINISTRATOR, OTHER_NAMESPACE, null, null, List.of("c1"), deadline())
                .connection()
                .clientIds())
        .containsExactly("c1");
  }

  @Test
  void list_returns_all_pages() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 2 * ReadableConnections.PAGE_SIZE; i++) {
      clock.advance(TICK);
      created.add(create().id());
    }

    assertThat(listIds(ADMINISTRATOR)).isEqualTo(created);
  }

  @Test
  void list_can_be_iterated_twice() {
    String id = create("c1").id();
    Iterable<ConnectionSnapshot> list = service.list(ADMINISTRATOR, NAMESPACE, deadline());

    assertThat(list).extracting(each -> each.connection().id()).containsExactly(id);
    assertThat(list).extracting(each -> each.connection().id()).containsExactly(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-id", "", "\0", "\\"})
  void unknown_id_is_not_found(String id) {
    create("c1");

    assertThat(exceptionOf(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void connection_is_not_found_in_another_namespace() {
    String id = create("c1").id();

    assertThat(
            exceptionOf(() -> service.get(ADMINISTRATOR, OTHER_NAMESPACE, id, deadline())).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  /** Returns a service on a store that does something before each commit. */
  private ConnectionService onStore(Consumer<Deadline> beforeCommit) {
    return new ConnectionService(
        new WrappedStore(store, beforeCommit), new ConnectionDelays(PROVISIONING, DELETION), clock);
  }

  /** Records what look-ups call, and refuses everything else. */
  private static final class LookUps implements ConnectionStore {
    private final ConnectionStore store;
    final List<String> calls = new ArrayList<>();

    LookUps(ConnectionStore store) {
      this.store = store;
    }

    @Override
    public <T> T lookUp(String tenantId, Deadline deadline, Work<T> work) {
      return store.lookUp(tenantId, deadline, transaction -> work.in(recording(transaction)));
    }

    private Transaction recording(Transaction transaction) {
      return (Transaction)
          Proxy.newProxyInstance(
              Transaction.class.getClassLoader(),
              new Class<?>[] {Transaction.class},
              (proxy, method, arguments) -> {
                calls.add(method.getName());
                return method.invoke(transaction, arguments);
              });
    }

    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      throw new UnsupportedOperationException("a transaction that reads");
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      throw new UnsupportedOperationException("a transaction that writes");
    }

    @Override
    public void close() {}
  }

  /** A store that implements only what it must. */
  private record WrappedStore(ConnectionStore store, Consumer<Deadline> beforeCommit)
      implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return store.read(deadline, work);
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      return store.write(
          deadline,
          transaction -> {
            T result = work.in(transaction);
            beforeCommit.accept(deadline);
            return result;
          });
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
