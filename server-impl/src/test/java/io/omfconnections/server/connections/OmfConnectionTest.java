package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OmfConnectionTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ACTIVE = CREATED.plusSeconds(1);
  private static final Instant DELETED = CREATED.plusSeconds(60);

  @Test
  void state_is_creating_until_active() {
    OmfConnection connection = connection(ACTIVE, null);

    assertThat(connection.stateAt(CREATED)).isEqualTo(ConnectionState.CREATING);
    assertThat(connection.stateAt(ACTIVE.minusNanos(1))).isEqualTo(ConnectionState.CREATING);
    assertThat(connection.stateAt(ACTIVE)).isEqualTo(ConnectionState.ACTIVE);
    assertThat(connection.stateAt(Instant.MAX)).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void state_is_deleting_until_deleted() {
    OmfConnection connection = connection(ACTIVE, DELETED);

    assertThat(connection.stateAt(ACTIVE)).isEqualTo(ConnectionState.DELETING);
    assertThat(connection.stateAt(DELETED.minusNanos(1))).isEqualTo(ConnectionState.DELETING);
    assertThat(connection.stateAt(DELETED)).isEqualTo(ConnectionState.DELETED);
    assertThat(connection.stateAt(Instant.MAX)).isEqualTo(ConnectionState.DELETED);
  }

  @Test
  void state_is_deleting_even_if_never_active() {
    assertThat(connection(ACTIVE, DELETED).stateAt(CREATED)).isEqualTo(ConnectionState.DELETING);
    assertThat(connection(DELETED, ACTIVE).stateAt(ACTIVE)).isEqualTo(ConnectionState.DELETED);
  }

  @Test
  void state_is_active_immediately_without_delay() {
    assertThat(connection(CREATED, null).stateAt(CREATED)).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void connection_copies_its_client_ids() {
    List<String> clientIds = new ArrayList<>(List.of("one"));
    OmfConnection connection = connection(ACTIVE, null).withContent(null, null, clientIds);
    clientIds.add("two");

    assertThat(connection.clientIds()).containsExactly("one");
  }

  private static OmfConnection connection(Instant activeAt, @Nullable Instant deletedAt) {
    return new OmfConnection(
        "id",
        null,
        null,
        List.of(),
        CREATED,
        activeAt,
        deletedAt,
        new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
        new AccessControlList(List.of()));
  }
}
