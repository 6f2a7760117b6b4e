package io.omfconnections.server.connections;

import static io.omfconnections.server.connections.ReadableConnections.PAGE_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableConnectionsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(10_000);
  private static final Identity IDENTITY =
      new Identity(TrusteeType.CLIENT, "me", "tenant", Set.of());

  private final List<Position> fetchedAfter = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        PAGE_SIZE - 1,
        PAGE_SIZE,
        PAGE_SIZE + 1,
        2 * PAGE_SIZE - 1,
        2 * PAGE_SIZE,
        2 * PAGE_SIZE + 1,
        5 * PAGE_SIZE
      })
  void iterator_returns_every_connection_once_in_order(int count) {
    assertThat(ids(iterator(stored(count, i -> true)))).isEqualTo(numbers(count, i -> true));
    assertThat(fetchedAfter).as("fetches a page only after a full page").hasSize(count / PAGE_SIZE);
  }

  @Test
  void unreadable_connections_are_skipped() {
    int count = 3 * PAGE_SIZE + 5;

    assertThat(ids(iterator(stored(count, i -> i % 3 == 0))))
        .isEqualTo(numbers(count, i -> i % 3 == 0));
  }

  @Test
  void pages_without_readable_connections_are_skipped() {
    int last = 3 * PAGE_SIZE;

    assertThat(ids(iterator(stored(last + 1, i -> i == last))))
        .isEqualTo(numbers(last + 1, i -> i == last));
    assertThat(ids(iterator(stored(last, i -> false)))).isEmpty();
  }

  @Test
  void next_page_starts_after_the_last_fetched_connection_even_if_unreadable() {
    List<OmfConnection> all = stored(PAGE_SIZE + 1, i -> i == 0);

    ids(iterator(all));

    OmfConnection last = all.get(PAGE_SIZE - 1);
    assertThat(fetchedAfter).containsExactly(new Position(last.createdAt(), last.id()));
  }

  @Test
  void next_page_is_fetched_only_when_needed() {
    ReadableConnections iterator = iterator(stored(2 * PAGE_SIZE, i -> true));
    for (int i = 0; i < PAGE_SIZE; i++) {
      iterator.next();
    }

    assertThat(fetchedAfter).isEmpty();
  }

  @Test
  void next_works_without_has_next_and_has_next_does_not_advance() {
    ReadableConnections iterator = iterator(stored(2, i -> true));

    assertThat(iterator.next().connection().id()).isEqualTo("0");
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.next().connection().id()).isEqualTo("1");
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void states_are_those_at_the_moment_of_the_list() {
    OmfConnection connection = stored(1, i -> true).get(0);

    assertThat(
            new ReadableConnections(
                    List.of(connection), after -> List.of(), IDENTITY, connection.activeAt())
                .next()
                .state())
        .isEqualTo(ConnectionState.ACTIVE);
    assertThat(
            new ReadableConnections(
                    List.of(connection),
                    after -> List.of(),
                    IDENTITY,
                    connection.activeAt().minusNanos(1))
                .next()
                .state())
        .isEqualTo(ConnectionState.CREATING);
  }

  private ReadableConnections iterator(List<OmfConnection> all) {
    return new ReadableConnections(
        all.subList(0, Math.min(PAGE_SIZE, all.size())),
        after -> {
          fetchedAfter.add(after);
          int from = Integer.parseInt(after.id()) + 1;
          return all.subList(from, Math.min(from + PAGE_SIZE, all.size()));
        },
        IDENTITY,
        NOW);
  }

  private static List<OmfConnection> stored(int count, IntPredicate readable) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new OmfConnection(
                    Integer.toString(i),
                    null,
                    null,
                    List.of(),
                    START.plusSeconds(i),
                    START.plusSeconds(i + 1),
                    null,
                    readable.test(i)
                        ? IDENTITY.asTrustee()
                        : new Trustee(TrusteeType.CLIENT, "other", "tenant"),
                    new AccessControlList(List.of())))
        .toList();
  }

  private static List<String> ids(ReadableConnections iterator) {
    List<String> ids = new ArrayList<>();
    iterator.forEachRemaining(snapshot -> ids.add(snapshot.connection().id()));
    return ids;
  }

  private static List<String> numbers(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).mapToObj(Integer::toString).toList();
  }
}
