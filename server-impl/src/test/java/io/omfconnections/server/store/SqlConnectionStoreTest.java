package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.connections.Refusal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SqlConnectionStoreTest {
  private static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  private static final Namespace OTHER_NAMESPACE =
      new Namespace("tenant", "plant-b", "administrators");
  private static final Namespace OTHER_TENANT =
      new Namespace("other tenant", "plant-a", "administrators");
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00.1234567Z");
  private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(10);

  @ParameterizedTest
  @MethodSource("texts")
  void everyTextComesBack(String text) {
    try (ConnectionStore store = inMemory()) {
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
        "x".repeat(10_000));
  }

  @Test
  void whatIsNullStaysNull() {
    try (ConnectionStore store = inMemory()) {
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
  }

  @Test
  void anUpdateReplacesAllThatMayChange() {
    try (ConnectionStore store = inMemory()) {
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
  }

  @Test
  void claimTellsExactlyTheClientsThatAreTakenInOrder() {
    try (ConnectionStore store = inMemory()) {
      insert(store, connection("one", T0));
      insert(store, connection("other", T0));
      assertThat(claim(store, "one", "d", "b", "a")).isEmpty();

      assertThat(claim(store, "other", "e", "d", "c", "a")).containsExactly("a", "d");
    }
  }

  @Test
  void aConnectionMayClaimItsOwnClientsAgainAndFreesTheOthers() {
    try (ConnectionStore store = inMemory()) {
      insert(store, connection("one", T0));
      insert(store, connection("other", T0));
      claim(store, "one", "a", "b");

      assertThat(claim(store, "one", "b", "c")).isEmpty();
      assertThat(claim(store, "other", "a")).isEmpty();
      assertThat(claim(store, "one")).isEmpty();
      assertThat(claim(store, "other", "a", "b", "c")).isEmpty();
    }
  }

  @Test
  void clientsAreTakenInTheirOwnNamespaceOnly() {
    try (ConnectionStore store = inMemory()) {
      for (Namespace namespace : List.of(NAMESPACE, OTHER_NAMESPACE, OTHER_TENANT)) {
        write(
            store,
            transaction -> {
              transaction.insert(namespace, connection("id", T0));
              assertThat(transaction.claim(namespace, "id", List.of("c"))).isEmpty();
              return 0;
            });
      }
    }
  }

  @Test
  void tenThousandClientsAreClaimedAtOnce() {
    try (ConnectionStore store = inMemory()) {
      insert(store, connection("one", T0));
      insert(store, connection("other", T0));
      String[] clients =
          Stream.iterate(0, i -> i + 1)
              .limit(10_000)
              .map(i -> "client-" + i)
              .toArray(String[]::new);

      assertThat(claim(store, "one", clients)).isEmpty();
      assertThat(claim(store, "other", clients)).hasSize(10_000);
    }
  }

  @Test
  void pagesAreInTheOrderOfCreationThenIdentifierAndGoOnAfterAPosition() {
    try (ConnectionStore store = inMemory()) {
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
  }

  @Test
  void whatIsDeletedIsOnNoPageAndTakesNoPlaceOnOne() {
    try (ConnectionStore store = inMemory()) {
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
  }

  @Test
  void theListOfACollectionIsThereOnceItIsWrittenAndReplacedThen() {
    try (ConnectionStore store = inMemory()) {
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
  }

  @Test
  void workThatThrowsChangesNothingAndItsExceptionReachesTheCaller() {
    try (ConnectionStore store = inMemory()) {
      IllegalStateException thrown = new IllegalStateException("no");

      // More often than there are turns: each is given back.
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(
                () ->
                    write(
                        store,
                        transaction -> {
                          transaction.insert(NAMESPACE, connection("id", T0));
                          throw thrown;
                        }))
            .isSameAs(thrown);
        assertThatThrownBy(
                () ->
                    store.read(
                        deadline(),
                        transaction -> {
                          throw thrown;
                        }))
            .isSameAs(thrown);
      }

      assertThat(page(store, null, 10, T0)).isEmpty();
      insert(store, connection("id", T0));
    }
  }

  @Test
  void workDoesNotBeginAfterTheDeadline() {
    try (ConnectionStore store = inMemory()) {
      Deadline over = Deadline.in(Duration.ZERO);

      assertThat(refusal(() -> store.write(over, SqlConnectionStoreTest::mustNotRun)).kind())
          .isEqualTo(Refusal.Kind.TIMED_OUT);
      assertThat(refusal(() -> store.read(over, SqlConnectionStoreTest::mustNotRun)).kind())
          .isEqualTo(Refusal.Kind.TIMED_OUT);
    }
  }

  @Test
  void twoStoresOnOneFileSeeEachOthersWrites(@TempDir Path folder) {
    try (ConnectionStore one = inFolder(folder, STORAGE_TIMEOUT);
        ConnectionStore other = inFolder(folder, STORAGE_TIMEOUT)) {
      insert(one, connection("id", T0));
      claim(one, "id", "c");
      assertThat(find(other, "id", T0)).isEqualTo(connection("id", T0));

      insert(other, connection("id2", T0));
      assertThat(claim(other, "id2", "c")).containsExactly("c");
      assertThat(page(one, null, 10, T0))
          .extracting(OmfConnection::id)
          .containsExactly("id", "id2");
    }
  }

  @Test
  void whatWasWrittenIsThereAfterAReopening(@TempDir Path folder) {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
    }

    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      assertThat(find(store, "id", T0)).isEqualTo(connection("id", T0));
    }
  }

  @Test
  void aLockThatOutlastsTheStoragesTimeoutIsAnswered504(@TempDir Path folder) throws SQLException {
    try (ConnectionStore store = inFolder(folder, Duration.ofMillis(100));
        Connection lock = lock(folder)) {
      Refusal refusal = refusal(() -> insert(store, connection("id", T0)));

      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.STORAGE_TIMED_OUT);
      assertThat(page(store, null, 10, T0)).as("reading goes on").isEmpty();
      lock.rollback();
      insert(store, connection("id", T0));
    }
  }

  /** Many limits, because the wait of the database is in whole milliseconds and a limit is not. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 2_500, 7_900, 12_700, 31_300})
  void aLockThatOutlastsTheRequestsOwnDeadlineIsAnswered408(int limitMicros, @TempDir Path folder)
      throws SQLException {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT);
        Connection lock = lock(folder)) {
      for (int i = 0; i < 5; i++) {
        Refusal refusal =
            refusal(
                () ->
                    store.write(
                        Deadline.in(Duration.ofNanos(limitMicros * 1_000L)),
                        SqlConnectionStoreTest::mustNotRun));
        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TIMED_OUT);
      }
      lock.rollback();
    }
  }

  @Test
  void aLockThatIsGivenUpInTimeIsWaitedFor(@TempDir Path folder) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT);
        Connection lock = lock(folder)) {
      Future<?> write = other.submit(() -> insert(store, connection("id", T0)));
      Thread.sleep(50);
      assertThat(write.isDone()).isFalse();

      lock.rollback();

      write.get();
      assertThat(find(store, "id", T0)).isNotNull();
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void waitingForATurnEndsWithTheDeadlineToo() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (ConnectionStore store =
        new SqlConnectionStore(SqliteDatabase.inMemory(), Duration.ofMillis(200))) {
      Future<?> writer =
          other.submit(
              () ->
                  write(
                      store,
                      transaction -> {
                        inside.countDown();
                        await(leave);
                        return 0;
                      }));
      inside.await();

      assertThat(
              refusal(
                      () ->
                          store.write(
                              Deadline.in(Duration.ofMillis(50)),
                              SqlConnectionStoreTest::mustNotRun))
                  .kind())
          .isEqualTo(Refusal.Kind.TIMED_OUT);
      assertThat(refusal(() -> write(store, SqlConnectionStoreTest::mustNotRun)).kind())
          .isEqualTo(Refusal.Kind.STORAGE_TIMED_OUT);

      leave.countDown();
      writer.get();
      insert(store, connection("id", T0));
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsStaysInterrupted() {
    try (ConnectionStore store = inMemory()) {
      Thread.currentThread().interrupt();

      Refusal refusal = refusal(() -> store.write(deadline(), SqlConnectionStoreTest::mustNotRun));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
    }
  }

  @Test
  void aDatabaseThatCanOnlyBeReadIsUnavailableForWriting(@TempDir Path folder) throws SQLException {
    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      insert(store, connection("id", T0));
      try (Connection writer = database.writers().getConnection();
          Statement statement = writer.createStatement()) {
        statement.execute("PRAGMA query_only = ON");
      }

      Refusal refusal = refusal(() -> insert(store, connection("id2", T0)));

      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNAVAILABLE);
      assertThat(find(store, "id", T0)).isNotNull();
    }
  }

  @Test
  void aDamagedDatabaseIsUnavailable(@TempDir Path folder) throws IOException {
    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      for (int i = 0; i < 200; i++) {
        insert(store, connection("id" + i, T0));
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("omf-connections.db").toFile(), "rw")) {
      byte[] garbage = new byte[4096];
      new Random(1).nextBytes(garbage);
      for (long at = file.length() / 2; at < file.length(); at += garbage.length) {
        file.seek(at);
        file.write(garbage);
      }
    }

    try (ConnectionStore store = inFolder(folder, STORAGE_TIMEOUT)) {
      assertThat(refusal(() -> page(store, null, 1000, T0)).kind())
          .isEqualTo(Refusal.Kind.UNAVAILABLE);
    }
  }

  @Test
  void ofManyThreadsThatClaimOneClientExactlyOneGetsIt(@TempDir Path folder) throws Exception {
    for (ConnectionStore each : List.of(inMemory(), inFolder(folder, STORAGE_TIMEOUT))) {
      try (ConnectionStore store = each) {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          String id = "id" + i;
          tasks.add(
              () -> {
                Refusal lost = new Refusal(Refusal.Kind.INVALID, "", Map.of());
                try {
                  return write(
                      store,
                      transaction -> {
                        transaction.insert(NAMESPACE, connection(id, T0));
                        if (!transaction.claim(NAMESPACE, id, List.of("c", id)).isEmpty()) {
                          throw lost;
                        }
                        return true;
                      });
                } catch (Refusal e) {
                  assertThat(e).isSameAs(lost);
                  return false;
                }
              });
        }

        assertThat(atOnce(tasks)).containsOnlyOnce(true);
        assertThat(page(store, null, 100, T0)).hasSize(1);
      }
    }
  }

  @Test
  void readersAndWritersInMemoryDoNotGetInEachOthersWay() throws Exception {
    try (ConnectionStore store = inMemory()) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int thread = i;
        tasks.add(
            () -> {
              int seen = 0;
              for (int round = 0; round < 20; round++) {
                if (thread % 2 == 0) {
                  insert(store, connection(thread + "-" + round, T0));
                } else {
                  int now = page(store, null, 1000, T0).size();
                  assertThat(now).isGreaterThanOrEqualTo(seen);
                  seen = now;
                }
              }
              return seen;
            });
      }

      atOnce(tasks);

      assertThat(page(store, null, 1000, T0)).hasSize(32 * 20);
    }
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    CountDownLatch start = new CountDownLatch(tasks.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static ConnectionStore inMemory() {
    return new SqlConnectionStore(SqliteDatabase.inMemory(), STORAGE_TIMEOUT);
  }

  private static ConnectionStore inFolder(Path folder, Duration timeout) {
    return new SqlConnectionStore(SqliteDatabase.inFolder(folder), timeout);
  }

  /** What another process does that writes for long. */
  private static Connection lock(Path folder) throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("omf-connections.db"));
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE omf_connection SET name = name WHERE false");
    }
    return connection;
  }

  private static <T> T write(ConnectionStore store, ConnectionStore.Work<T> work) {
    return store.write(deadline(), work);
  }

  private static void insert(ConnectionStore store, OmfConnection connection) {
    write(
        store,
        transaction -> {
          transaction.insert(NAMESPACE, connection);
          return 0;
        });
  }

  private static OmfConnection find(ConnectionStore store, String id, Instant now) {
    return store.read(deadline(), t -> t.find(NAMESPACE, id, now)).orElseThrow();
  }

  private static List<OmfConnection> page(
      ConnectionStore store, @Nullable Position after, int limit, Instant now) {
    return store.read(deadline(), t -> t.page(NAMESPACE, after, limit, now));
  }

  private static SortedSet<String> claim(ConnectionStore store, String id, String... clients) {
    return write(store, transaction -> transaction.claim(NAMESPACE, id, List.of(clients)));
  }

  private static Optional<AccessControlList> list(ConnectionStore store, Namespace namespace) {
    return store.read(deadline(), t -> t.collectionAccessControlList(namespace));
  }

  private static Object mustNotRun(ConnectionStore.Transaction transaction) {
    throw new AssertionError(transaction + " must not run");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Refusal refusal(ThrowingCallable operation) {
    Refusal refusal = catchThrowableOfType(Refusal.class, operation);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private static OmfConnection connection(String id, Instant createdAt) {
    return new OmfConnection(
        id,
        "name",
        "description",
        List.of("c"),
        createdAt,
        createdAt.plusSeconds(1),
        null,
        new Trustee(TrusteeType.CLIENT, "owner", "tenant"),
        AccessControlList.initial("tenant", "administrators"));
  }

  private static OmfConnection deletedAt(OmfConnection connection, Instant deletedAt) {
    return new OmfConnection(
        connection.id(),
        connection.name(),
        connection.description(),
        connection.clientIds(),
        connection.createdAt(),
        connection.activeAt(),
        deletedAt,
        connection.owner(),
        connection.accessControlList());
  }
}
