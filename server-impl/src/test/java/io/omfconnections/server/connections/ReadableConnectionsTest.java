package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadableConnectionsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(10_000);

  private final List<Integer> fetched = new ArrayList<>();

  @Test
  void iterator_returns_the_connections_of_all_pages_in_order() {
    assertThat(ids(iterator(0))).isEmpty();
    assertThat(ids(iterator(3))).containsExactly("0", "1", "2");
    fetched.clear();
    assertThat(ids(iterator(3, 1, 2))).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(fetched).containsExactly(1, 2);
  }

  @Test
  void empty_page_does_not_end_the_list() {
    assertThat(ids(iterator(0, 2, 0, 0, 1, 0))).containsExactly("0", "1", "2");
    assertThat(ids(iterator(0, 0, 0))).isEmpty();
  }

  @Test
  void next_page_is_fetched_only_when_needed() {
    ReadableConnections iterator = iterator(3, 3);
    for (int i = 0; i < 3; i++) {
      iterator.next();
    }

    assertThat(fetched).isEmpty();
  }

  @Test
  void next_works_without_has_next_and_has_next_does_not_advance() {
    ReadableConnections iterator = iterator(1, 1);

    assertThat(iterator.next().connection().id()).isEqualTo("0");
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.next().connection().id()).isEqualTo("1");
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void states_are_those_at_the_moment_of_the_list() {
    OmfConnection connection = connection(0);
    Page page = new Page(List.of(connection), null);

    assertThat(new ReadableConnections(page, after -> page, connection.activeAt()).next().state())
        .isEqualTo(ConnectionState.ACTIVE);
    assertThat(
            new ReadableConnections(page, after -> page, connection.activeAt().minusNanos(1))
                .next()
                .state())
        .isEqualTo(ConnectionState.CREATING);
  }

  /** Returns an iterator over pages of the given sizes. The position is the number of the page. */
  private ReadableConnections iterator(int... sizes) {
    List<Page> pages = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < sizes.length; i++) {
      List<OmfConnection> connections =
          IntStream.range(from, from + sizes[i])
              .mapToObj(ReadableConnectionsTest::connection)
              .toList();
      from += sizes[i];
      boolean last = i == sizes.length - 1;
      pages.add(new Page(connections, last ? null : new Position(START, Integer.toString(i + 1))));
    }
    return new ReadableConnections(
        pages.get(0),
        after -> {
          int number = Integer.parseInt(after.id());
          fetched.add(number);
          return pages.get(number);
        },
        NOW);
  }

  private static OmfConnection connection(int i) {
    return new OmfConnection(
        Integer.toString(i),
        null,
        null,
        List.of(),
        START.plusSeconds(i),
        START.plusSeconds(i + 1),
        null,
        new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
        new AccessControlList(List.of()));
  }

  private static List<String> ids(ReadableConnections iterator) {
    List<String> ids = new ArrayList<>();
    iterator.forEachRemaining(snapshot -> ids.add(snapshot.connection().id()));
    return ids;
  }
}
