package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.omfconnections.server.TestClock;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Refusal.Kind;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionServiceTest {
  private static final Duration PROVISIONING = Duration.ofSeconds(2);
  private static final Duration DELETION = Duration.ofSeconds(5);
  private static final Duration TICK = Duration.ofNanos(100);

  private static final Namespace NAMESPACE = new Namespace("tenant", "plant-a", "administrators");
  private static final Namespace OTHER_NAMESPACE =
      new Namespace("tenant", "plant-b", "administrators");
  private static final Identity ADMINISTRATOR =
      new Identity(TrusteeType.CLIENT, "admin", "tenant", Set.of("administrators"));
  private static final Identity OPERATOR =
      new Identity(TrusteeType.CLIENT, "operator", "tenant", Set.of("operators"));

  private final TestClock clock = new TestClock("2026-01-01T00:00:00.123456789Z");
  private final SqliteDatabase database = SqliteDatabase.inMemory();
  private final ConnectionStore store = new SqlConnectionStore(database, Duration.ofSeconds(10));
  private final ConnectionService service = service(PROVISIONING, DELETION);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aConnectionIsCreatingUntilExactlyTheProvisioningDelayIsOver() {
    OmfConnection created = create("c1");
    assertThat(created.activeAt()).isEqualTo(created.createdAt().plus(PROVISIONING));

    clock.set(created.activeAt().minus(TICK));
    assertThat(get(created.id()).state()).isEqualTo(ConnectionState.CREATING);

    clock.set(created.activeAt());
    assertThat(get(created.id()).state()).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void createAnswersCreatingAlsoWithoutADelay() {
    ConnectionService immediate = service(Duration.ZERO, Duration.ZERO);

    ConnectionSnapshot created =
        immediate.create(ADMINISTRATOR, NAMESPACE, null, null, List.of("c1"), deadline());

    assertThat(created.state()).isEqualTo(ConnectionState.CREATING);
    assertThat(get(created.connection().id()).state()).isEqualTo(ConnectionState.ACTIVE);
  }

  @Test
  void createAnswersWhatGetAnswersLater() {
    OmfConnection created = create("c1");

    assertThat(created.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456700Z"));
    assertThat(get(created.id()).connection()).isEqualTo(created);
  }

  @Test
  void aWriteWhoseDeadlinePassesInsideTheTransactionChangesNothing() {
    String id = create("c1").id();
    OmfConnection before = get(id).connection();
    ConnectionService slow =
        new ConnectionService(
            new SlowStore(store), new ConnectionDelays(PROVISIONING, DELETION), clock);
    Duration limit = Duration.ofMillis(150);

    List<ThrowingCallable> writes =
        List.of(
            () ->
                slow.create(
                    ADMINISTRATOR, NAMESPACE, "late", null, List.of("c2"), Deadline.in(limit)),
            () ->
                slow.update(
                    ADMINISTRATOR, NAMESPACE, id, "late", null, List.of("c3"), Deadline.in(limit)),
            () -> slow.delete(ADMINISTRATOR, NAMESPACE, id, Deadline.in(limit)),
            () ->
                slow.updateCollectionAccessControlList(
                    ADMINISTRATOR, NAMESPACE, list(), Deadline.in(limit)));
    for (ThrowingCallable write : writes) {
      assertThat(refusal(write).kind()).isEqualTo(Kind.TIMED_OUT);
    }

    assertThat(listed(ADMINISTRATOR)).containsExactly(id);
    assertThat(get(id).connection()).isEqualTo(before);
    assertThat(service.getCollectionAccessRights(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessRights.ALL);
    assertThat(create("c2", "c3").clientIds()).as("are free").containsExactly("c2", "c3");
  }

  @Test
  void aCreateThatIsRefusedAfterItsClaimLeavesNothingBehind() throws SQLException {
    String id = create("c1").id();

    Refusal refusal = refusal(() -> create("c2", "c1", "c3"));

    assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
    assertThat(refusal.parameters()).containsOnlyKeys("ClientIds[1]");
    assertThat(refusal.parameters().get("ClientIds[1]")).contains("c1");
    assertThat(listed(ADMINISTRATOR)).containsExactly(id);
    assertThat(rows("omf_connection")).isEqualTo(1);
    assertThat(rows("client_mapping")).isEqualTo(1);
    assertThat(create("c2", "c3").clientIds()).as("are free").containsExactly("c2", "c3");
  }

  @Test
  void anUpdateThatIsRefusedAfterItsClaimChangesNothing() {
    create("c1");
    OmfConnection second = create("c2");

    refusal(() -> update(second.id(), "new name", "c3", "c1"));

    assertThat(get(second.id()).connection()).isEqualTo(second);
    assertThat(refusal(() -> create("c2")).kind()).as("c2 is still taken").isEqualTo(Kind.INVALID);
    create("c3");
  }

  @Test
  void everyClientThatStandsTwiceIsNamedAndNothingIsMade() throws SQLException {
    Refusal refusal = refusal(() -> create("c1", "c2", "c1", "c2", "c1"));

    assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
    assertThat(refusal.parameters())
        .containsOnlyKeys("ClientIds[2]", "ClientIds[3]", "ClientIds[4]");
    assertThat(rows("omf_connection")).isZero();
  }

  @Test
  void clientsThatDifferByCaseOrBlanksAreDifferentClients() {
    assertThat(create("c1", "C1", "c1 ", "").clientIds()).containsExactly("c1", "C1", "c1 ", "");
  }

  @Test
  void anUpdateKeepsTakesAndFreesClients() {
    OmfConnection connection = create("c1", "c2");

    OmfConnection updated = update(connection.id(), "name", "c3", "c2").connection();

    assertThat(updated.clientIds()).containsExactly("c3", "c2");
    assertThat(updated.createdAt()).isEqualTo(connection.createdAt());
    create("c1");
    assertThat(refusal(() -> create("c2", "c3")).parameters())
        .containsOnlyKeys("ClientIds[0]", "ClientIds[1]");
  }

  @Test
  void anUpdateIsKept() {
    String id = create("c1").id();

    ConnectionSnapshot updated = update(id, "new name", "c2");

    assertThat(updated.connection().name()).isEqualTo("new name");
    assertThat(updated.connection().description()).isNull();
    assertThat(get(id)).isEqualTo(updated);
  }

  @Test
  void theSameClientMayBelongToAConnectionOfEachNamespace() {
    create("c1");

    assertThat(
            service
                .create(ADMINISTRATOR, OTHER_NAMESPACE, null, null, List.of("c1"), deadline())
                .connection()
                .clientIds())
        .containsExactly("c1");
  }

  @Test
  void deletingTwiceKeepsTheFirstMoment() {
    String id = create("c1").id();
    Instant first = deleted(id);

    clock.advance(DELETION.minus(TICK));
    ConnectionSnapshot again = service.delete(ADMINISTRATOR, NAMESPACE, id, deadline());

    assertThat(again.state()).isEqualTo(ConnectionState.DELETING);
    assertThat(again.connection().deletedAt()).isEqualTo(first);
    clock.set(first);
    assertThat(refusal(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aConnectionIsGoneAtExactlyTheMomentOfItsDeletion() {
    String id = create("c1").id();
    Instant moment = deleted(id);

    clock.set(moment.minusNanos(1));
    assertThat(get(id).state()).isEqualTo(ConnectionState.DELETING);
    assertThat(listed(ADMINISTRATOR)).containsExactly(id);

    clock.set(moment);
    assertThat(listed(ADMINISTRATOR)).isEmpty();
    List<ThrowingCallable> operations =
        List.of(
            () -> get(id),
            () -> update(id, "name", "c1"),
            () -> service.delete(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> service.getAccessControlList(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> service.updateAccessControlList(ADMINISTRATOR, NAMESPACE, id, list(), deadline()),
            () -> service.getAccessRights(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () -> service.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline()),
            () ->
                service.updateOwner(
                    ADMINISTRATOR, NAMESPACE, id, OPERATOR.asTrustee(), deadline()));
    for (ThrowingCallable operation : operations) {
      assertThat(refusal(operation).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  @Test
  void clientsAreFreeAtExactlyTheMomentOfTheDeletion() {
    String id = create("c1").id();
    Instant moment = deleted(id);

    clock.set(moment.minus(TICK));
    assertThat(refusal(() -> create("c1")).kind()).isEqualTo(Kind.INVALID);

    clock.set(moment);
    assertThat(create("c1").id()).isNotEqualTo(id);
  }

  @Test
  void withoutADelayADeletedConnectionIsGoneAtOnce() {
    ConnectionService immediate = service(Duration.ZERO, Duration.ZERO);
    String id = create("c1").id();

    ConnectionSnapshot deleted = immediate.delete(ADMINISTRATOR, NAMESPACE, id, deadline());

    assertThat(deleted.state()).isEqualTo(ConnectionState.DELETING);
    assertThat(refusal(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
    create("c1");
  }

  @Test
  void aConnectionThatIsDeletingIsNotUpdated() {
    String id = create("c1").id();
    deleted(id);

    Refusal refusal = refusal(() -> update(id, "name", "c1"));

    assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
    assertThat(refusal.parameters()).containsKey("omfConnectionId");
  }

  @Test
  void aConnectionMayBeDeletedBeforeItIsActive() {
    String id = create("c1").id();

    assertThat(service.delete(ADMINISTRATOR, NAMESPACE, id, deadline()).state())
        .isEqualTo(ConnectionState.DELETING);
    clock.advance(PROVISIONING);
    assertThat(get(id).state()).isEqualTo(ConnectionState.DELETING);
  }

  @Test
  void purgeRemovesTheRowsAndClientsOfWhatIsDeletedAndNothingElse() throws SQLException {
    String kept = create("c1", "c2").id();
    String deleting = create("c3").id();
    Instant moment = deleted(deleting);

    clock.set(moment.minus(TICK));
    service.purge(deadline());
    assertThat(rows("omf_connection")).isEqualTo(2);
    assertThat(rows("client_mapping")).isEqualTo(3);

    clock.set(moment);
    service.purge(deadline());
    assertThat(rows("omf_connection")).isEqualTo(1);
    assertThat(rows("client_mapping")).isEqualTo(2);
    assertThat(listed(ADMINISTRATOR)).containsExactly(kept);
  }

  @Test
  void anotherServiceOnTheSameStoreSeesTheSameState() {
    OmfConnection created = create("c1");
    ConnectionService other = service(Duration.ofDays(1), Duration.ofDays(1));

    clock.set(created.activeAt());

    assertThat(other.get(ADMINISTRATOR, NAMESPACE, created.id(), deadline()))
        .isEqualTo(new ConnectionSnapshot(created, ConnectionState.ACTIVE));
  }

  @Test
  void aNewConnectionGetsACopyOfTheCollectionsListAndKeepsIt() {
    OmfConnection before = create("c1");
    AccessControlList open =
        list(
            allowed("administrators", AccessRight.values()),
            allowed("operators", AccessRight.READ));
    service.updateCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, open, deadline());
    OmfConnection after = create("c2");

    assertThat(before.accessControlList())
        .isEqualTo(AccessControlList.initial("tenant", "administrators"));
    assertThat(get(before.id()).connection()).isEqualTo(before);
    assertThat(after.accessControlList()).isEqualTo(open);
    assertThat(listed(OPERATOR)).containsExactly(after.id());
  }

  @Test
  void theListOfAConnectionIsTheOneThatWasWrittenLast() {
    OmfConnection connection = create("c1");
    AccessControlList written = list(allowed("operators", AccessRight.READ));

    assertThat(service.getAccessControlList(ADMINISTRATOR, NAMESPACE, connection.id(), deadline()))
        .isEqualTo(connection.accessControlList());
    assertThat(
            service.updateAccessControlList(
                ADMINISTRATOR, NAMESPACE, connection.id(), written, deadline()))
        .isEqualTo(written);
    assertThat(service.getAccessControlList(ADMINISTRATOR, NAMESPACE, connection.id(), deadline()))
        .isEqualTo(written);
  }

  @Test
  void theListOfTheCollectionIsTheOneThatWasWrittenLast() {
    AccessControlList written =
        list(allowed("administrators", AccessRight.MANAGE_ACCESS_CONTROL, AccessRight.SHARE));

    assertThat(service.getCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessControlList.initial("tenant", "administrators"));
    assertThat(
            service.updateCollectionAccessControlList(
                ADMINISTRATOR, NAMESPACE, written, deadline()))
        .isEqualTo(written);
    assertThat(service.getCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(written);
  }

  @Test
  void aListIsReadPageByPageToItsEnd() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 2 * ReadableConnections.PAGE_SIZE; i++) {
      clock.advance(TICK);
      created.add(create().id());
    }

    assertThat(listed(ADMINISTRATOR)).isEqualTo(created);
  }

  @Test
  void aListCanBeWalkedTwice() {
    String id = create("c1").id();
    Iterable<ConnectionSnapshot> list = service.list(ADMINISTRATOR, NAMESPACE, deadline());

    assertThat(list).extracting(each -> each.connection().id()).containsExactly(id);
    assertThat(list).extracting(each -> each.connection().id()).containsExactly(id);
  }

  @Test
  void whoMayNotReadTheCollectionIsRefusedBeforeTheListIsWalked() {
    assertThatThrownBy(() -> service.list(OPERATOR, NAMESPACE, deadline()).iterator())
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
              assertThat(refusal.reason()).contains("Read");
            });
  }

  @Test
  void aRefusalNamesTheRightThatIsMissing() {
    String id = create("c1").id();

    assertThat(missing(() -> service.get(OPERATOR, NAMESPACE, id, deadline()))).contains("Read");
    assertThat(
            missing(
                () -> service.update(OPERATOR, NAMESPACE, id, null, null, List.of(), deadline())))
        .contains("Write");
    assertThat(missing(() -> service.delete(OPERATOR, NAMESPACE, id, deadline())))
        .contains("Delete");
    assertThat(missing(() -> service.getOwner(OPERATOR, NAMESPACE, id, deadline())))
        .contains("Read");
    assertThat(
            missing(
                () ->
                    service.updateOwner(OPERATOR, NAMESPACE, id, OPERATOR.asTrustee(), deadline())))
        .contains("ManageAccessControl");
    assertThat(missing(() -> service.getAccessControlList(OPERATOR, NAMESPACE, id, deadline())))
        .contains("ManageAccessControl");
    assertThat(
            missing(
                () -> service.updateAccessControlList(OPERATOR, NAMESPACE, id, list(), deadline())))
        .contains("ManageAccessControl");
    assertThat(service.getAccessRights(OPERATOR, NAMESPACE, id, deadline()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void aRefusalNamesTheRightThatIsMissingOnTheCollection() {
    assertThat(
            missing(
                () -> service.create(OPERATOR, NAMESPACE, null, null, List.of("c1"), deadline())))
        .contains("Write");
    assertThat(
            missing(() -> service.getCollectionAccessControlList(OPERATOR, NAMESPACE, deadline())))
        .contains("ManageAccessControl");
    assertThat(
            missing(
                () ->
                    service.updateCollectionAccessControlList(
                        OPERATOR, NAMESPACE, list(), deadline())))
        .contains("ManageAccessControl");

    assertThat(listed(ADMINISTRATOR)).isEmpty();
    assertThat(service.getCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessControlList.initial("tenant", "administrators"));
    assertThat(service.getCollectionAccessRights(OPERATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void theOwnerBeforeKeepsOnlyWhatTheListGives() {
    String id = create("c1").id();
    service.updateAccessControlList(ADMINISTRATOR, NAMESPACE, id, list(), deadline());

    Trustee owner =
        service.updateOwner(
            ADMINISTRATOR,
            NAMESPACE,
            id,
            new Trustee(TrusteeType.CLIENT, "operator", null),
            deadline());

    assertThat(owner).isEqualTo(OPERATOR.asTrustee());
    assertThat(service.getAccessRights(OPERATOR, NAMESPACE, id, deadline()))
        .isEqualTo(AccessRights.ALL);
    assertThat(service.getAccessRights(ADMINISTRATOR, NAMESPACE, id, deadline()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void anOwnerIsAUserOrAClientOfTheTenantAndEverythingWrongIsNamed() {
    String id = create("c1").id();
    Map<Trustee, Set<String>> wrong =
        Map.of(
            new Trustee(TrusteeType.ROLE, "operators", "tenant"), Set.of("Type"),
            new Trustee(TrusteeType.USER, "", "tenant"), Set.of("ObjectId"),
            new Trustee(TrusteeType.USER, "u", "other"), Set.of("TenantId"),
            new Trustee(null, null, "other"), Set.of("Type", "ObjectId", "TenantId"));

    wrong.forEach(
        (trustee, members) -> {
          Refusal refusal =
              refusal(() -> service.updateOwner(ADMINISTRATOR, NAMESPACE, id, trustee, deadline()));
          assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
          assertThat(refusal.parameters().keySet()).isEqualTo(members);
        });
    assertThat(service.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline()))
        .isEqualTo(ADMINISTRATOR.asTrustee());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-id", "", "\0", "\\"})
  void whatIsNotThereIsNotFound(String id) {
    create("c1");

    assertThat(refusal(() -> get(id)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void aConnectionIsNotFoundInAnotherNamespace() {
    String id = create("c1").id();

    assertThat(refusal(() -> service.get(ADMINISTRATOR, OTHER_NAMESPACE, id, deadline())).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  private ConnectionService service(Duration provisioning, Duration deletion) {
    return new ConnectionService(store, new ConnectionDelays(provisioning, deletion), clock);
  }

  private OmfConnection create(String... clientIds) {
    return service
        .create(ADMINISTRATOR, NAMESPACE, "name", "description", List.of(clientIds), deadline())
        .connection();
  }

  private ConnectionSnapshot update(String id, @Nullable String name, String... clientIds) {
    return service.update(ADMINISTRATOR, NAMESPACE, id, name, null, List.of(clientIds), deadline());
  }

  private ConnectionSnapshot get(String id) {
    return service.get(ADMINISTRATOR, NAMESPACE, id, deadline());
  }

  private Instant deleted(String id) {
    return Objects.requireNonNull(
        service.delete(ADMINISTRATOR, NAMESPACE, id, deadline()).connection().deletedAt());
  }

  private List<String> listed(Identity identity) {
    List<String> ids = new ArrayList<>();
    service
        .list(identity, NAMESPACE, deadline())
        .forEach(snapshot -> ids.add(snapshot.connection().id()));
    return ids;
  }

  private int rows(String table) throws SQLException {
    try (Connection connection = database.readers().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return result.getInt(1);
    }
  }

  private static String missing(ThrowingCallable operation) {
    Refusal refusal = refusal(operation);
    assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
    return refusal.parameters().toString();
  }

  private static Refusal refusal(ThrowingCallable operation) {
    Refusal refusal = catchThrowableOfType(Refusal.class, operation);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static AccessControlList list(AccessControlEntry... entries) {
    return new AccessControlList(List.of(entries));
  }

  private static AccessControlEntry allowed(String role, AccessRight... rights) {
    return new AccessControlEntry(
        new Trustee(TrusteeType.ROLE, role, "tenant"), AccessType.ALLOWED, AccessRights.of(rights));
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  /** Does the work of a write in time, and is late when it comes to the commit. */
  private record SlowStore(ConnectionStore store) implements ConnectionStore {
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
            while (!deadline.isOver()) {
              Thread.onSpinWait();
            }
            return result;
          });
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
