package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.store.AccessControlLists.ListCache;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the stored form of access control lists, and their cache. */
@Timeout(60)
class AccessControlListsTest {
  private static final AccessControlEntry EMPTY =
      new AccessControlEntry(null, AccessType.ALLOWED, AccessRights.NONE);

  private static final AccessControlList EVERY_FORM =
      new AccessControlList(
          List.of(
              EMPTY,
              new AccessControlEntry(
                  new Trustee(null, null, null), AccessType.DENIED, new AccessRights(5)),
              new AccessControlEntry(
                  new Trustee(TrusteeType.USER, "", null), AccessType.ALLOWED, AccessRights.ALL),
              new AccessControlEntry(
                  new Trustee(TrusteeType.ROLE, "id", "tenant"),
                  AccessType.DENIED,
                  AccessRights.NONE)));

  /** The stored form of {@link #EVERY_FORM} in earlier releases, and its hash. */
  private static final String OLD_FORM =
      """
      [{"trustee":null,"access":"ALLOWED","rights":0},\
      {"trustee":{"type":null,"id":null,"tenant":null},"access":"DENIED","rights":5},\
      {"trustee":{"type":"USER","id":"","tenant":null},"access":"ALLOWED","rights":31},\
      {"trustee":{"type":"ROLE","id":"id","tenant":"tenant"},"access":"DENIED","rights":0}]\
      """;

  private static final String OLD_ID =
      "36270b5c45a6479068841aa662cb29d5be9f5dc20f1e7490a280d0c5dc721ab7";

  private final SqliteDatabase database = SqliteDatabase.inMemory();
  private final ListCache cache = new ListCache();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void default_values_are_not_stored() throws SQLException {
    try (Connection connection = database.writers().getConnection()) {
      Sql sql = sql(connection);
      String id = lists(sql).put(EVERY_FORM);

      assertThat(entries(sql, id))
          .isEqualTo(
              """
              [{},{"trustee":{},"access":"DENIED","rights":5},\
              {"trustee":{"type":"USER","id":""},"rights":31},\
              {"trustee":{"type":"ROLE","id":"id","tenant":"tenant"},"access":"DENIED"}]\
              """);
      assertThat(lists(sql).get(id)).isEqualTo(EVERY_FORM);
    }
  }

  @Test
  void list_that_an_earlier_release_stored_is_read_and_recognized() throws SQLException {
    try (Connection connection = database.writers().getConnection()) {
      Sql sql = sql(connection);
      sql.update("INSERT INTO access_control_list VALUES (?, ?)", OLD_ID, OLD_FORM);

      assertThat(lists(sql).get(OLD_ID)).isEqualTo(EVERY_FORM);
      assertThat(lists(sql).put(EVERY_FORM)).isEqualTo(OLD_ID);
      assertThat(entries(sql, OLD_ID)).isEqualTo(OLD_FORM);
    }
  }

  @Test
  void largest_list_is_cached() throws SQLException {
    AccessControlList large =
        new AccessControlList(
            List.of(
                new AccessControlEntry(
                    new Trustee(TrusteeType.ROLE, "x".repeat(6_500_000), null),
                    AccessType.ALLOWED,
                    AccessRights.ALL)));
    AccessControlList many = new AccessControlList(Collections.nCopies(100_000, EMPTY));
    try (Connection connection = database.writers().getConnection()) {
      Sql sql = sql(connection);
      for (AccessControlList list : List.of(large, many)) {
        ListCache own = new ListCache();
        String id = new AccessControlLists(sql, own).put(list);
        new AccessControlLists(sql, own).get(id);

        AccessControlLists again = new AccessControlLists(sql, own);
        assertThat(again.get(id)).isEqualTo(list);
        assertThat(again.bytesRead()).isZero();
      }
    }
  }

  /** Entries without properties are small as text, but not in memory. */
  @Test
  void cache_limits_the_number_of_entries() throws SQLException {
    AccessControlList one = new AccessControlList(Collections.nCopies(100_000, EMPTY));
    AccessControlList other = new AccessControlList(Collections.nCopies(99_999, EMPTY));
    try (Connection connection = database.writers().getConnection()) {
      Sql sql = sql(connection);
      String oneId = lists(sql).put(one);
      String otherId = lists(sql).put(other);
      lists(sql).get(oneId);
      lists(sql).get(otherId);

      AccessControlLists again = lists(sql);
      again.get(oneId);
      again.get(otherId);
      assertThat(again.bytesRead()).as("only one is cached").isPositive();
    }
  }

  @Test
  void transactions_do_not_wait_for_each_others_reads() throws Exception {
    String id;
    try (Connection connection = database.writers().getConnection()) {
      Sql sql = sql(connection);
      id = lists(sql).put(EVERY_FORM);
    }
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<AccessControlList> first =
          threads.submit(
              () -> {
                try (Connection connection = database.readers().getConnection()) {
                  Sql slow =
                      new Sql(
                          connection,
                          each -> {
                            reading.countDown();
                            await(release);
                          });
                  return lists(slow).get(id);
                }
              });
      reading.await();

      Future<AccessControlList> second =
          threads.submit(
              () -> {
                try (Connection connection = database.readers().getConnection()) {
                  return lists(sql(connection)).get(id);
                }
              });
      assertThat(second).succeedsWithin(Duration.ofSeconds(20));

      release.countDown();
      assertThat(first.get()).isEqualTo(EVERY_FORM);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private AccessControlLists lists(Sql sql) {
    return new AccessControlLists(sql, cache);
  }

  private static Sql sql(Connection connection) {
    return new Sql(connection, each -> {});
  }

  private static String entries(Sql sql, String id) {
    return sql.first(
            "SELECT entries FROM access_control_list WHERE id = ?", row -> row.getString(1), id)
        .orElseThrow();
  }
}
