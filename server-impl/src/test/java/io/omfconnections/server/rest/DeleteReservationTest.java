package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionDelays;
import io.omfconnections.server.connections.ConnectionService;
import io.omfconnections.server.connections.ConnectionSnapshot;
import io.omfconnections.server.connections.ConnectionState;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a deletion reserves memory for its response before it is committed. */
class DeleteReservationTest {
  private static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  private static final Identity CALLER =
      new Identity(TrusteeType.CLIENT, "caller", "tenant", Set.of("administrators"));

  private final SqlConnectionStore store =
      new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofSeconds(10));
  private final ConnectionService service =
      new ConnectionService(
          store, new ConnectionDelays(Duration.ZERO, Duration.ofMinutes(1)), Clock.systemUTC());
  private final RequestContext request =
      TestRequests.of(TestRequests.operation(Contract.load(), "deleteOmfConnection"));
  private final OmfConnectionsResource resource = new OmfConnectionsResource(service);
  private ConnectionSnapshot connection;

  @BeforeEach
  void create() {
    connection = service.create(CALLER, NAMESPACE, "name", null, List.of("c"), deadline());
    request.identity(CALLER);
    request.namespace(NAMESPACE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void deletion_without_memory_for_its_response_changes_nothing() {
    request.expectBody(0, new MemoryBudget(0).reservation());

    assertThatThrownBy(this::delete)
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));

    assertThat(service.get(CALLER, NAMESPACE, id(), deadline()).state())
        .isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void deletion_reserves_the_size_of_its_response() {
    MemoryBudget budget = new MemoryBudget(1_000_000);
    request.expectBody(0, budget.reservation());

    delete();

    assertThat(budget.free()).isEqualTo(1_000_000 - ResponseSize.of(connection.connection()));
  }

  /** A transaction that is in conflict with another one runs again. */
  @Test
  void response_is_reserved_once() {
    MemoryBudget budget = new MemoryBudget(1_000_000);
    request.expectBody(0, budget.reservation());

    request.runAsCurrent(
        () -> {
          resource.reserved(connection);
          resource.reserved(connection);
        });

    assertThat(budget.free()).isEqualTo(1_000_000 - ResponseSize.of(connection.connection()));
  }

  private void delete() {
    request.runAsCurrent(
        () ->
            resource
                .deleteOmfConnection(NAMESPACE.tenantId(), NAMESPACE.namespaceId(), id(), null)
                .close());
  }

  private String id() {
    return connection.connection().id();
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }
}
