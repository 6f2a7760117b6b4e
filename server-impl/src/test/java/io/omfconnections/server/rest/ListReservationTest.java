package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionSnapshot;
import io.omfconnections.server.connections.ConnectionState;
import io.omfconnections.server.connections.OmfConnection;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListReservationTest {
  private static final long SIZE = 10 * 1024 * 1024;

  private final MemoryBudget budget = new MemoryBudget(SIZE);
  private final MemoryBudget.Reservation reservation = budget.reservation();
  private final ListReservation list = new ListReservation(reservation);

  @Test
  void long_list_reserves_a_page() {
    for (int i = 0; i < 10_000; i++) {
      list.toModel(connection(10, 40));
    }
    assertThat(reserved()).isEqualTo(ListReservation.MAX_PAGE);
  }

  @Test
  void short_list_reserves_its_own_size() {
    list.toModel(connection(10, 40));
    list.toModel(connection(20, 40));

    assertThat(reserved()).isBetween(30 * 40L, 30 * 200L);
  }

  @Test
  void large_connection_is_reserved_whole_and_once() {
    list.toModel(connection(10_000, 390));
    long one = reserved();
    list.toModel(connection(10_000, 390));

    assertThat(one).isGreaterThan(10_000 * 390);
    assertThat(reserved()).isEqualTo(one);
    reservation.close();
    assertThat(reserved()).isZero();
  }

  @Test
  void identifier_of_the_owner_counts() {
    Trustee owner = new Trustee(TrusteeType.USER, "x".repeat(30_000), "tenant");

    assertThat(
            ResponseSize.of(
                new OmfConnection(
                    "id",
                    null,
                    null,
                    List.of(),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null,
                    owner,
                    new AccessControlList(List.of()))))
        .isGreaterThan(30_000L);
  }

  /** A page has the access control lists, too, and one of their texts can be megabytes long. */
  @Test
  void texts_of_access_control_lists_count() {
    AccessControlEntry entry =
        new AccessControlEntry(
            new Trustee(TrusteeType.CLIENT, "x".repeat(3_900_000), "tenant"),
            AccessType.ALLOWED,
            AccessRights.ALL);

    assertThat(ResponseSize.of(new AccessControlList(List.of(entry)))).isGreaterThan(3_900_000);
    assertThat(
            ResponseSize.of(connection(1, 1, new AccessControlList(List.of(entry))).connection()))
        .isGreaterThan(3_900_000);
  }

  @Test
  void list_without_memory_is_unavailable() {
    budget.reservation().reserve(8 * 1024 * 1024);

    assertThatThrownBy(() -> list.toModel(connection(10_000, 390)))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
  }

  private long reserved() {
    return SIZE - budget.free();
  }

  private static ConnectionSnapshot connection(int clients, int length) {
    return connection(clients, length, new AccessControlList(List.of()));
  }

  private static ConnectionSnapshot connection(int clients, int length, AccessControlList list) {
    return new ConnectionSnapshot(
        new OmfConnection(
            "id",
            "name",
            null,
            Collections.nCopies(clients, "c".repeat(length)),
            Instant.EPOCH,
            Instant.EPOCH,
            null,
            new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
            list),
        ConnectionState.ACTIVE);
  }
}
