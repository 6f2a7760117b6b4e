package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.connections.OperationException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tests the states of connections and their deletion. */
class ConnectionLifecycleTest extends ConnectionServiceFixture {
  @Test
  void connection_is_creating_until_exactly_the_provisioning_delay_has_passed() {
    OmfConnection created = create("c1");
    assertThat(created.activeAt()).isEqualTo(created.createdAt().plus(PROVISIONING));

    clock.set(created.activeAt().minus(TICK));
    assertThat(get(created.id()).state()).isEqualTo(ConnectionState.CREATING);

    clock.set(created.activeAt());
    assertThat(get(created.id()).state()).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void create_returns_creating_even_without_delay() {
    ConnectionService immediate = service(Duration.ZERO, Duration.ZERO);

    ConnectionSnapshot created =
        immediate.create(ADMINISTRATOR, NAMESPACE, null, null, List.of("c1"), deadline());

    assertThat(created.state()).isEqualTo(ConnectionState.CREATING);
    assertThat(get(created.connection().id()).state()).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void repeated_delete_keeps_the_time_of_the_first() {
    String id = create("c1").id();
    Instant first = delete(id);

    clock.advance(DELETION.minus(TICK));
    ConnectionSnapshot again = service.delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, deadline());

    assertThat(again.state()).isEqualTo(ConnectionState.DELETING);
    assertThat(again.connection().deletedAt()).isEqualTo(first);
    clock.set(first);
    assertThat(exceptionOf(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void delete_passes_its_result_on_before_the_commit_and_an_exception_prevents_it() {
    String id = create("c1").id();
    IllegalStateException failure = new IllegalStateException("the response can't be sent");

    assertThatThrownBy(
            () ->
                service.delete(
                    ADMINISTRATOR,
                    NAMESPACE,
                    id,
                    each -> {
                      throw failure;
                    },
                    deadline()))
        .isSameAs(failure);
    assertThat(get(id).connection().deletedAt()).isNull();

    List<ConnectionSnapshot> passedOn = new ArrayList<>();
    ConnectionSnapshot deleted =
        service.delete(ADMINISTRATOR, NAMESPACE, id, passedOn::add, deadline());
    assertThat(passedOn).containsExactly(deleted);
  }

  @Test
  void connection_is_not_found_from_exactly_the_time_of_deletion() {
    String id = create("c1").id();
    Instant deletedAt = delete(id);

    clock.set(deletedAt.minusNanos(1));
    assertThat(get(id).state()).isEqualTo(ConnectionState.DELETING);
    assertThat(listIds(ADMINISTRATOR)).containsExactly(id);

    clock.set(deletedAt);
    assertThat(listIds(ADMINISTRATOR)).isEmpty();
    List<ThrowingCallable> operations =
        List.of(
            () -> get(id),
            () -> update(id, "name", "c1"),
            () -> service.delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, deadline()),
            () -> service.getAccessControlList(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> service.updateAccessControlList(ADMINISTRATOR, NAMESPACE, id, list(), deadline()),
            () -> service.getAccessRights(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> service.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () ->
                service.updateOwner(
                    ADMINISTRATOR, NAMESPACE, id, OPERATOR.asTrustee(), deadline()));
    for (ThrowingCallable operation : operations) {
      assertThat(exceptionOf(operation).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  @Test
  void clients_are_released_at_exactly_the_time_of_deletion() {
    String id = create("c1").id();
    Instant deletedAt = delete(id);

    clock.set(deletedAt.minus(TICK));
    assertThat(exceptionOf(() -> create("c1")).kind()).isEqualTo(Kind.INVALID);

    clock.set(deletedAt);
    assertThat(create("c1").id()).isNotEqualTo(id);
  }

  @Test
  void update_can_claim_a_client_of_a_deleted_connection() {
    String other = create("c2").id();
    Instant deletedAt = delete(create("c1").id());

    clock.set(deletedAt.minus(TICK));
    assertThat(exceptionOf(() -> update(other, "name", "c1")).kind()).isEqualTo(Kind.INVALID);

    clock.set(deletedAt);
    assertThat(update(other, "name", "c1").connection().clientIds()).containsExactly("c1");
  }

  /** Otherwise, two connections would have the client. */
  @Test
  void connection_stays_deleted_after_a_claim_of_its_clients_even_if_the_clock_steps_back() {
    String id = create("c1", "c2").id();
    String unclaimed = create("c3").id();
    Instant deletedAt = delete(id);
    delete(unclaimed);
    clock.set(deletedAt);
    String claimed = create("c0", "c1").id();

    clock.set(deletedAt.minus(TICK));

    assertThat(exceptionOf(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(create("c2").clientIds()).containsExactly("c2");
    assertThat(get(claimed).connection().clientIds()).containsExactly("c0", "c1");
    assertThat(get(unclaimed).state()).isEqualTo(ConnectionState.DELETING);
    assertThat(exceptionOf(() -> create("c3")).kind()).isEqualTo(Kind.INVALID);
  }

  @Test
  void connection_stays_deleted_after_a_part_of_its_clients_was_purged() {
    String[] clients = IntStream.range(0, 5_000).mapToObj(i -> "c" + i).toArray(String[]::new);
    String id = create(clients).id();
    Instant deletedAt = delete(id);
    clock.set(deletedAt);
    assertThat(service.purge(deadline())).isTrue();

    clock.set(deletedAt.minus(TICK));

    assertThat(exceptionOf(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(create(clients).clientIds()).hasSize(5_000);
  }

  @Test
  void connection_is_not_found_immediately_after_delete_without_delay() {
    ConnectionService immediate = service(Duration.ZERO, Duration.ZERO);
    String id = create("c1").id();

    ConnectionSnapshot deleted =
        immediate.delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, deadline());

    assertThat(deleted.state()).isEqualTo(ConnectionState.DELETING);
    assertThat(exceptionOf(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    create("c1");
  }

  @Test
  void update_of_a_deleting_connection_is_rejected() {
    String id = create("c1").id();
    delete(id);

    OperationException exception = exceptionOf(() -> update(id, "name", "c1"));

    assertThat(exception.kind()).isEqualTo(Kind.INVALID);
    assertThat(exception.parameters()).containsKey("omfConnectionId");
  }

  @Test
  void connection_can_be_deleted_before_it_is_active() {
    String id = create("c1").id();

    assertThat(service.delete(ADMINISTRATOR, NAMESPACE, id, each -> {}, deadline()).state())
        .isEqualTo(ConnectionState.DELETING);
    clock.advance(PROVISIONING);
    assertThat(get(id).state()).isEqualTo(ConnectionState.DELETING);
  }

  @Test
  void purge_says_that_more_remains_until_nothing_does() throws SQLException {
    String[] clients = IntStream.range(0, 5_000).mapToObj(i -> "c" + i).toArray(String[]::new);
    clock.set(delete(create(clients).id()));

    int steps = 1;
    while (service.purge(deadline())) {
      steps++;
    }

    assertThat(steps).isGreaterThan(1);
    assertThat(rows("client_mapping")).isZero();
    assertThat(rows("omf_connection")).isZero();
  }

  @Test
  void purge_removes_only_deleted_connections_and_their_clients() throws SQLException {
    String kept = create("c1", "c2").id();
    String deleting = create("c3").id();
    Instant deletedAt = delete(deleting);

    clock.set(deletedAt.minus(TICK));
    assertThat(service.purge(deadline())).isFalse();
    assertThat(rows("omf_connection")).isEqualTo(2);
    assertThat(rows("client_mapping")).isEqualTo(3);

    clock.set(deletedAt);
    assertThat(service.purge(deadline())).isFalse();
    assertThat(rows("omf_connection")).isEqualTo(1);
    assertThat(rows("client_mapping")).isEqualTo(2);
    assertThat(listIds(ADMINISTRATOR)).containsExactly(kept);
  }

  @Test
  void services_that_share_a_store_agree_on_the_state() {
    OmfConnection created = create("c1");
    ConnectionService other = service(Duration.ofDays(1), Duration.ofDays(1));

    clock.set(created.activeAt());

    assertThat(other.get(ADMINISTRATOR, NAMESPACE, created.id(), deadline()))
        .isEqualTo(new ConnectionSnapshot(created, ConnectionState.ACTIVE));
  }

  @Test
  void clock_is_read_inside_the_transaction() {
    ConnectionService delayed =
        new ConnectionService(
            new DelayingStore(store, () -> clock.advance(DELETION)),
            new ConnectionDelays(PROVISIONING, DELETION),
            clock);
    String first = create("c1").id();
    delete(first);
    assertThat(exceptionOf(() -> delayed.get(ADMINISTRATOR, NAMESPACE, first, deadline())).kind())
        .isEqualTo(Kind.NOT_FOUND);

    String second = create("c1").id();
    delete(second);
    assertThat(delayed.list(ADMINISTRATOR, NAMESPACE, deadline())).isEmpty();

    String third = create("c1").id();
    delete(third);
    assertThat(
            exceptionOf(
                    () ->
                        delayed.update(
                            ADMINISTRATOR, NAMESPACE, third, null, null, List.of(), deadline()))
                .kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  /** Delays each transaction. */
  private record DelayingStore(ConnectionStore store, Runnable delay) implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      delay.run();
      return store.read(deadline, work);
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      delay.run();
      return store.write(deadline, work);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
