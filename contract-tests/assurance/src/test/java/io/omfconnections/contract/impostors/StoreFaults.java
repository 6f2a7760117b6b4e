package io.omfconnections.contract.impostors;

import io.omfconnections.contract.service.TestTenants;
import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.ConnectionStore.Position;
import io.omfconnections.server.connections.ConnectionStore.Transaction;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import io.omfconnections.server.store.SqlConnectionStore;
import io.omfconnections.server.store.SqliteDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores that do one thing wrong. Each method makes one that stands in front of the right one. */
final class StoreFaults {
  /** More than every right: bits up there name none, so a right that is moved there is none. */
  private static final int DISARMED = 8;

  private static final int ALL = 31;
  private static final Trustee NOBODY = new Trustee(null, null, null);

  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static final Duration AGES = Duration.ofDays(3650);
  private static final int A_LOT = 1_000;
  private static final int BASIC_PLANE = 0xFFFF;

  private StoreFaults() {}

  /** A store whose transactions are meddled with, those that read and those that write. */
  private record Meddling(
      ConnectionStore right, UnaryOperator<Transaction> reading, UnaryOperator<Transaction> writing)
      implements ConnectionStore {
    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return right.read(deadline, transaction -> work.in(reading.apply(transaction)));
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      return right.write(deadline, transaction -> work.in(writing.apply(transaction)));
    }

    @Override
    public void close() {
      right.close();
    }
  }

  private static UnaryOperator<ConnectionStore> every(UnaryOperator<Transaction> transaction) {
    return right -> new Meddling(right, transaction, transaction);
  }

  /** Changes what is found. */
  private static UnaryOperator<ConnectionStore> shows(UnaryOperator<OmfConnection> change) {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              OmfConnection shown(Namespace namespace, OmfConnection connection) {
                return change.apply(connection);
              }
            });
  }

  /** Changes what is written of a new connection. */
  private static UnaryOperator<ConnectionStore> inserts(UnaryOperator<OmfConnection> change) {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void insert(Namespace namespace, OmfConnection connection) {
                right.insert(namespace, change.apply(connection));
              }
            });
  }

  /** Changes what is written of a connection, given what it was before. */
  private static UnaryOperator<ConnectionStore> updates(BinaryOperator<OmfConnection> change) {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                right.update(
                    namespace, change.apply(before(right, namespace, connection), connection));
              }
            });
  }

  // ---------------------------------------------------------------------- What is not written

  static UnaryOperator<ConnectionStore> forgetsNewOwners() {
    return updates((before, after) -> changed(after).owner(before.owner()).make());
  }

  static UnaryOperator<ConnectionStore> forgetsNewLists() {
    return updates((before, after) -> changed(after).list(before.accessControlList()).make());
  }

  static UnaryOperator<ConnectionStore> forgetsNewNames() {
    return updates((before, after) -> changed(after).name(before.name()).make());
  }

  static UnaryOperator<ConnectionStore> keepsDescriptionsThatAreCleared() {
    return updates(
        (before, after) ->
            after.description() == null
                ? changed(after).description(before.description()).make()
                : after);
  }

  static UnaryOperator<ConnectionStore> forgetsNewCollectionLists() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void putCollectionAccessControlList(
                  Namespace namespace, AccessControlList list) {}
            });
  }

  /** Of changes that are made at once, the last one wins with all that it has read before. */
  static UnaryOperator<ConnectionStore> losesOneOfTwoWrites() {
    return right -> new ReadsTooEarly(right, (before, now) -> before, /* claimed= */ false);
  }

  static UnaryOperator<ConnectionStore> forgetsNewDescriptions() {
    return updates(
        (before, after) ->
            after.description() != null && before.description() != null
                ? changed(after).description(before.description()).make()
                : after);
  }

  // ----------------------------------------------------------------------- What is written wrong

  static UnaryOperator<ConnectionStore> givesWhatIsMadeToNobody() {
    return inserts(
        made ->
            changed(made)
                .owner(new Trustee(TrusteeType.USER, "nobody", made.owner().tenantId()))
                .make());
  }

  static UnaryOperator<ConnectionStore> mergesLists() {
    return updates(
        (before, after) ->
            changed(after)
                .list(merged(before.accessControlList(), after.accessControlList()))
                .make());
  }

  private static AccessControlList merged(AccessControlList one, AccessControlList other) {
    return new AccessControlList(
        Stream.concat(one.entries().stream(), other.entries().stream()).distinct().toList());
  }

  static UnaryOperator<ConnectionStore> resetsTheListWithEachUpdate() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                OmfConnection before = before(right, namespace, connection);
                boolean content =
                    before.accessControlList().equals(connection.accessControlList())
                        && before.owner().equals(connection.owner())
                        && connection.deletedAt() == null;
                right.update(
                    namespace,
                    content
                        ? changed(connection).list(collectionList(right, namespace)).make()
                        : connection);
              }
            });
  }

  static UnaryOperator<ConnectionStore> renewsTheCreatedDate() {
    Set<String> updated = ConcurrentHashMap.newKeySet();
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              OmfConnection shown(Namespace namespace, OmfConnection connection) {
                return updated.contains(connection.id())
                    ? changed(connection).createdAt(connection.createdAt().plusSeconds(1)).make()
                    : connection;
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                updated.add(connection.id());
                right.update(namespace, connection);
              }
            });
  }

  static UnaryOperator<ConnectionStore> spoilsSurrogatePairs() {
    return shows(found -> changed(found).name(basic(found.name())).make());
  }

  private static @Nullable String basic(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder basic = new StringBuilder();
    text.codePoints().map(c -> c > BASIC_PLANE ? '?' : c).forEach(basic::appendCodePoint);
    return basic.toString();
  }

  static UnaryOperator<ConnectionStore> cutsLongUpdates() {
    return updates(
        (before, after) ->
            changed(after)
                .clientIds(after.clientIds().stream().limit(A_LOT).toList())
                .list(
                    new AccessControlList(
                        after.accessControlList().entries().stream().limit(A_LOT).toList()))
                .make());
  }

  static UnaryOperator<ConnectionStore> sortsClients() {
    return shows(
        found -> changed(found).clientIds(found.clientIds().stream().sorted().toList()).make());
  }

  // --------------------------------------------------------------------------- The lifecycle

  static UnaryOperator<ConnectionStore> neverActivates() {
    return inserts(made -> changed(made).activeAt(made.createdAt().plus(AGES)).make());
  }

  static UnaryOperator<ConnectionStore> activatesAtOnce() {
    return inserts(made -> changed(made).activeAt(made.createdAt()).make());
  }

  static UnaryOperator<ConnectionStore> deletesAtOnce() {
    return updates(
        (before, after) ->
            after.deletedAt() == null ? after : changed(after).deletedAt(after.createdAt()).make());
  }

  /** For a while only: the kit waits until nothing of its own is listed any more. */
  static UnaryOperator<ConnectionStore> listsWhatIsGone() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public List<OmfConnection> page(
                  Namespace namespace, @Nullable Position after, int limit, Instant now) {
                return right.page(namespace, after, limit, now.minus(A_WHILE));
              }
            });
  }

  /** What is Deleting looks to any change as if nobody had asked for its deletion. */
  static UnaryOperator<ConnectionStore> takesDeletionsBack() {
    return right ->
        new Meddling(
            right,
            transaction -> transaction,
            transaction ->
                new PassingTransaction(transaction) {
                  @Override
                  OmfConnection shown(Namespace namespace, OmfConnection connection) {
                    return changed(connection).deletedAt(null).make();
                  }
                });
  }

  /** A new list makes what is Deleting Active again. */
  static UnaryOperator<ConnectionStore> takesDeletionsBackWithLists() {
    return updates(
        (before, after) ->
            before.deletedAt() == null
                    || before.accessControlList().equals(after.accessControlList())
                ? after
                : changed(after).deletedAt(null).make());
  }

  /** Clients are free as soon as someone asks for the deletion. */
  static UnaryOperator<ConnectionStore> freesClientsEarly() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                right.update(namespace, connection);
                if (connection.deletedAt() != null) {
                  right.claim(namespace, connection.id(), Set.of());
                }
              }
            });
  }

  // -------------------------------------------------------------------------------- Clients

  static UnaryOperator<ConnectionStore> acceptsClientsTwice() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public SortedSet<String> claim(
                  Namespace namespace, String connectionId, Collection<String> clientIds) {
                return new TreeSet<>();
              }
            });
  }

  /** Whether a client is free is asked before the transaction that takes it. */
  static UnaryOperator<ConnectionStore> acceptsClientsTwiceAtOnce() {
    return right -> new ReadsTooEarly(right, (before, now) -> now, /* claimed= */ true);
  }

  static UnaryOperator<ConnectionStore> keepsClientsOfWhatIsGone() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void purge(Instant now) {}
            });
  }

  /** Clients are claimed in a book of their own, which knows no rollback. */
  static UnaryOperator<ConnectionStore> keepsClientsOfWhatWasRefused() {
    Map<String, String> book = new ConcurrentHashMap<>();
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public SortedSet<String> claim(
                  Namespace namespace, String connectionId, Collection<String> clientIds) {
                SortedSet<String> taken = new TreeSet<>();
                for (String clientId : clientIds) {
                  String holder =
                      book.putIfAbsent(namespace.namespaceId() + clientId, connectionId);
                  if (holder != null && !holder.equals(connectionId)) {
                    taken.add(clientId);
                  }
                }
                return taken;
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                Set<String> kept =
                    connection.deletedAt() == null ? Set.copyOf(connection.clientIds()) : Set.of();
                before(right, namespace, connection).clientIds().stream()
                    .filter(clientId -> !kept.contains(clientId))
                    .forEach(
                        clientId ->
                            book.remove(namespace.namespaceId() + clientId, connection.id()));
                right.update(namespace, connection);
              }
            });
  }

  // ----------------------------------------------------------------------------- Who may what

  /**
   * A new connection has the collection's list as it is when someone looks, until it has its own.
   */
  static UnaryOperator<ConnectionStore> copiesTheListLate() {
    Set<String> withOwnList = ConcurrentHashMap.newKeySet();
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              OmfConnection shown(Namespace namespace, OmfConnection connection) {
                return withOwnList.contains(connection.id())
                    ? connection
                    : changed(connection).list(collectionList(right, namespace)).make();
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                if (!connection.accessControlList().equals(collectionList(right, namespace))) {
                  withOwnList.add(connection.id());
                }
                right.update(namespace, connection);
              }
            });
  }

  /**
   * What an entry denies where the same list allows it to anyone counts for nothing: its rights are
   * moved to where they name none. {@link WireFaults#rearmed()} moves them back on the wire.
   */
  static UnaryOperator<ConnectionStore> letsDeniedLose() {
    return everyList(
        list -> {
          long allowed =
              list.entries().stream()
                  .filter(entry -> entry.accessType() == AccessType.ALLOWED)
                  .mapToLong(entry -> entry.accessRights().mask())
                  .reduce(0, (one, other) -> one | other);
          return eachEntry(
              list,
              entry ->
                  entry.accessType() == AccessType.DENIED
                          && (entry.accessRights().mask() & allowed) != 0
                      ? withRights(entry, entry.accessRights().mask() << DISARMED)
                      : entry);
        });
  }

  /**
   * Who may write may delete. The added right is marked, and {@link WireFaults#withoutAddedDelete}
   * takes it out of what is shown.
   */
  static UnaryOperator<ConnectionStore> letsWritersDelete() {
    return everyList(
        list ->
            eachEntry(
                list,
                entry ->
                    entry.accessType() == AccessType.ALLOWED
                            && (entry.accessRights().mask() & 6) == 2
                        ? withRights(entry, entry.accessRights().mask() | 4 | 64)
                        : entry));
  }

  /**
   * The list counts for the owner, too: the owner has another name inside. {@link
   * WireFaults#ownersShown} shows the right one.
   */
  static UnaryOperator<ConnectionStore> givesOwnersNoRight() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              OmfConnection shown(Namespace namespace, OmfConnection connection) {
                Trustee owner = connection.owner();
                return changed(connection)
                    .owner(
                        new Trustee(
                            owner.type(), owner.objectId() + WireFaults.MARK, owner.tenantId()))
                    .make();
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                Trustee owner = connection.owner();
                String id = String.valueOf(owner.objectId()).replace(WireFaults.MARK, "");
                right.update(
                    namespace,
                    changed(connection)
                        .owner(new Trustee(owner.type(), id, owner.tenantId()))
                        .make());
              }
            });
  }

  /** An owner's identifier is compared whatever its capitals. */
  static UnaryOperator<ConnectionStore> ownersInAnyCapitals() {
    return shows(
        found -> {
          Trustee owner = found.owner();
          String id = String.valueOf(owner.objectId()).toLowerCase(Locale.ROOT);
          return changed(found).owner(new Trustee(owner.type(), id, owner.tenantId())).make();
        });
  }

  /** A user that is called like a client is that client. */
  static UnaryOperator<ConnectionStore> ownersOfAnyType() {
    return shows(
        found -> {
          Trustee owner = found.owner();
          return TestTenants.OPERATOR.id().equals(owner.objectId())
              ? changed(found)
                  .owner(new Trustee(TrusteeType.CLIENT, owner.objectId(), owner.tenantId()))
                  .make()
              : found;
        });
  }

  /**
   * Administrators may do everything with every connection. Their entry is marked, and {@link
   * WireFaults#withoutMarked} takes it out of what is shown.
   */
  static UnaryOperator<ConnectionStore> letsAdministratorsDoEverything() {
    return showsMarked(
        (namespace, connection) ->
            changed(connection)
                .list(withAdministrators(namespace, connection.accessControlList()))
                .make());
  }

  /** Administrators keep every right on the collection, marked in the same way. */
  static UnaryOperator<ConnectionStore> leavesAdministratorsEverything() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public Optional<AccessControlList> collectionAccessControlList(Namespace namespace) {
                return right
                    .collectionAccessControlList(namespace)
                    .map(list -> withAdministrators(namespace, list));
              }

              @Override
              public void insert(Namespace namespace, OmfConnection connection) {
                right.insert(namespace, withoutMarked(connection));
              }
            });
  }

  private static AccessControlList withAdministrators(Namespace namespace, AccessControlList list) {
    AccessControlEntry entry =
        new AccessControlEntry(
            new Trustee(TrusteeType.ROLE, namespace.administratorRoleId(), namespace.tenantId()),
            AccessType.ALLOWED,
            new AccessRights(WireFaults.MARKED_RIGHTS));
    return new AccessControlList(Stream.concat(list.entries().stream(), Stream.of(entry)).toList());
  }

  private static OmfConnection withoutMarked(OmfConnection connection) {
    return changed(connection)
        .list(
            new AccessControlList(
                connection.accessControlList().entries().stream()
                    .filter(entry -> entry.accessRights().mask() != WireFaults.MARKED_RIGHTS)
                    .toList()))
        .make();
  }

  private static UnaryOperator<ConnectionStore> everyList(UnaryOperator<AccessControlList> change) {
    return shows(found -> changed(found).list(change.apply(found.accessControlList())).make());
  }

  private static AccessControlList eachEntry(
      AccessControlList list, UnaryOperator<AccessControlEntry> change) {
    return new AccessControlList(list.entries().stream().map(change).toList());
  }

  private static AccessControlEntry withRights(AccessControlEntry entry, long mask) {
    return new AccessControlEntry(entry.trustee(), entry.accessType(), new AccessRights(mask));
  }

  // ---------------------------------------------------------------------- Who is meant, and what

  /**
   * Of what entries deny, the last one counts only: the others are moved to where they are none.
   */
  static UnaryOperator<ConnectionStore> hearsTheLastDenial() {
    return everyList(
        list -> {
          int last = -1;
          for (int i = 0; i < list.entries().size(); i++) {
            last = list.entries().get(i).accessType() == AccessType.DENIED ? i : last;
          }
          AccessControlEntry counts = last < 0 ? null : list.entries().get(last);
          return eachEntry(
              list,
              entry ->
                  entry.accessType() == AccessType.DENIED && !entry.equals(counts)
                      ? withRights(entry, entry.accessRights().mask() << DISARMED)
                      : entry);
        });
  }

  /** What an entry without a trustee denies is denied to everybody. */
  static UnaryOperator<ConnectionStore> deniesToEverybody() {
    return alsoMeans(
        trustee -> trustee.type() == null,
        (namespace, trustee) ->
            new Trustee(TrusteeType.CLIENT, TestTenants.OPERATOR.id(), namespace.tenantId()),
        AccessType.DENIED);
  }

  /** An empty tenant of a trustee is the tenant of the address. */
  static UnaryOperator<ConnectionStore> trusteesOfNoTenant() {
    return alsoMeans(
        trustee -> "".equals(trustee.tenantId()),
        (namespace, trustee) ->
            new Trustee(trustee.type(), trustee.objectId(), namespace.tenantId()),
        AccessType.ALLOWED);
  }

  /** A trustee's tenant is compared whatever its capitals. */
  static UnaryOperator<ConnectionStore> tenantsInAnyCapitals() {
    return alsoMeans(
        trustee -> trustee.tenantId() != null,
        (namespace, trustee) ->
            new Trustee(
                trustee.type(),
                trustee.objectId(),
                String.valueOf(trustee.tenantId()).toLowerCase(Locale.ROOT)),
        AccessType.ALLOWED);
  }

  /** A trustee's identifier is compared without the blanks around it. */
  static UnaryOperator<ConnectionStore> stripsTrustees() {
    return alsoMeans(
        trustee -> trustee.objectId() != null,
        (namespace, trustee) ->
            new Trustee(
                trustee.type(), String.valueOf(trustee.objectId()).strip(), trustee.tenantId()),
        AccessType.ALLOWED);
  }

  /** Makes the trustee that an entry means as well, of the entry's own. */
  private interface Meaning {
    Trustee of(Namespace namespace, Trustee trustee);
  }

  /**
   * Entries of all rights mean somebody else, too. What is added is marked, and {@link
   * WireFaults#withoutMarked} takes it out of what is shown.
   */
  private static UnaryOperator<ConnectionStore> alsoMeans(
      Predicate<Trustee> which, Meaning meaning, AccessType type) {
    return showsMarked(
        (namespace, connection) -> {
          List<AccessControlEntry> entries =
              new ArrayList<>(connection.accessControlList().entries());
          for (AccessControlEntry entry : connection.accessControlList().entries()) {
            Trustee trustee = Objects.requireNonNullElse(entry.trustee(), NOBODY);
            if (entry.accessType() == type
                && entry.accessRights().mask() == ALL
                && which.test(trustee)) {
              entries.add(
                  new AccessControlEntry(
                      meaning.of(namespace, trustee),
                      type,
                      new AccessRights(WireFaults.MARKED_RIGHTS)));
            }
          }
          return changed(connection).list(new AccessControlList(entries)).make();
        });
  }

  /** Shows connections with entries that are marked, and stores none of these. */
  private static UnaryOperator<ConnectionStore> showsMarked(
      BiFunction<Namespace, OmfConnection, OmfConnection> marked) {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              OmfConnection shown(Namespace namespace, OmfConnection connection) {
                return marked.apply(namespace, connection);
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                right.update(namespace, withoutMarked(connection));
              }
            });
  }

  // -------------------------------------------------------------------------- Texts of updates

  /** Texts are kept with the ends of lines that its system has. */
  static UnaryOperator<ConnectionStore> changesLineEnds() {
    return shows(
        found ->
            found.name() == null
                ? found
                : changed(found).name(found.name().replace("\r\n", "\n")).make());
  }

  /** An update writes texts as they stand in HTML. */
  static UnaryOperator<ConnectionStore> escapesUpdates() {
    return updates(
        (before, after) ->
            after.name() == null
                ? after
                : changed(after)
                    .name(after.name().replace("&", "&amp;").replace("<", "&lt;"))
                    .make());
  }

  /** An update takes the blanks around texts away. */
  static UnaryOperator<ConnectionStore> stripsUpdates() {
    return updates(
        (before, after) ->
            after.name() == null ? after : changed(after).name(after.name().strip()).make());
  }

  // --------------------------------------------------------------------------- What is at once

  /** An update that has begun before a deletion takes it back. */
  static UnaryOperator<ConnectionStore> losesDeletions() {
    return right ->
        new ReadsTooEarly(
            right, (before, now) -> now.deletedAt() == null ? now : before, /* claimed= */ false);
  }

  /** What is changed at once with the owner brings the owner back that there was. */
  static UnaryOperator<ConnectionStore> losesNewOwners() {
    return right ->
        new ReadsTooEarly(
            right,
            (before, now) -> changed(now).owner(before.owner()).make(),
            /* claimed= */ false);
  }

  // ------------------------------------------------------------------------------ What is read

  /** The first look after a change still sees what was there before it. */
  static UnaryOperator<ConnectionStore> readsLate() {
    Map<String, OmfConnection> before = new ConcurrentHashMap<>();
    return right ->
        new Meddling(
            right,
            transaction ->
                new PassingTransaction(transaction) {
                  @Override
                  OmfConnection shown(Namespace namespace, OmfConnection connection) {
                    OmfConnection old = before.remove(connection.id());
                    return old == null ? connection : old;
                  }
                },
            transaction ->
                new PassingTransaction(transaction) {
                  @Override
                  public void update(Namespace namespace, OmfConnection connection) {
                    before.put(connection.id(), before(right, namespace, connection));
                    right.update(namespace, connection);
                  }
                });
  }

  /** Nothing is kept longer than the process, whatever folder was named. */
  static UnaryOperator<ConnectionStore> keepsNothing() {
    return right -> {
      right.close();
      return new SqlConnectionStore(SqliteDatabase.inMemory(), STORAGE_TIMEOUT);
    };
  }

  /** Lists a connection by the collection's list, where its own should count. */
  static UnaryOperator<ConnectionStore> listsWhatMayNotBeRead() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public List<OmfConnection> page(
                  Namespace namespace, @Nullable Position after, int limit, Instant now) {
                AccessControlList list = collectionList(right, namespace);
                return right.page(namespace, after, limit, now).stream()
                    .map(connection -> changed(connection).list(list).make())
                    .toList();
              }
            });
  }

  /** A list ends after its first page. */
  static UnaryOperator<ConnectionStore> endsListsEarly() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public List<OmfConnection> page(
                  Namespace namespace, @Nullable Position after, int limit, Instant now) {
                return after == null ? right.page(namespace, null, limit, now) : List.of();
              }
            });
  }

  /** All namespaces of a tenant are one. */
  static UnaryOperator<ConnectionStore> leaksNamespaces() {
    return every(
        transaction ->
            new PassingTransaction(transaction) {
              @Override
              public void insert(Namespace namespace, OmfConnection connection) {
                right.insert(one(namespace), connection);
              }

              @Override
              public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
                return right.find(one(namespace), id, now);
              }

              @Override
              public List<OmfConnection> page(
                  Namespace namespace, @Nullable Position after, int limit, Instant now) {
                return right.page(one(namespace), after, limit, now);
              }

              @Override
              public void update(Namespace namespace, OmfConnection connection) {
                right.update(one(namespace), connection);
              }

              @Override
              public SortedSet<String> claim(
                  Namespace namespace, String connectionId, Collection<String> clientIds) {
                return right.claim(one(namespace), connectionId, clientIds);
              }

              private Namespace one(Namespace namespace) {
                return new Namespace(
                    namespace.tenantId(), "the one", namespace.administratorRoleId());
              }
            });
  }

  // ------------------------------------------------------------------------------------ Tools

  /**
   * Does the work twice: first on a state that it only reads, then, with what it has found there,
   * in the transaction that counts. In between others may write.
   *
   * @param found what is made of a connection as it was before, and as it is now
   * @param claimed whether it is who has a client
   */
  private record ReadsTooEarly(
      ConnectionStore right, BinaryOperator<OmfConnection> found, boolean claimed)
      implements ConnectionStore {
    private static final Duration IN_BETWEEN = Duration.ofMillis(20);

    @Override
    public <T> T read(Deadline deadline, Work<T> work) {
      return right.read(deadline, work);
    }

    @Override
    public <T> T write(Deadline deadline, Work<T> work) {
      Map<String, Optional<OmfConnection>> connections = new HashMap<>();
      Map<Set<String>, SortedSet<String>> claims = new HashMap<>();
      right.read(deadline, transaction -> work.in(rehearsal(transaction, connections, claims)));
      pause();
      return right.write(
          deadline,
          transaction ->
              work.in(
                  new PassingTransaction(transaction) {
                    @Override
                    public Optional<OmfConnection> find(
                        Namespace namespace, String id, Instant now) {
                      Optional<OmfConnection> before =
                          connections.getOrDefault(id, Optional.empty());
                      return right
                          .find(namespace, id, now)
                          .map(seen -> before.map(old -> found.apply(old, seen)).orElse(seen));
                    }

                    @Override
                    public SortedSet<String> claim(
                        Namespace namespace, String connectionId, Collection<String> clientIds) {
                      SortedSet<String> taken = right.claim(namespace, connectionId, clientIds);
                      return claimed ? claims.getOrDefault(Set.copyOf(clientIds), taken) : taken;
                    }
                  }));
    }

    private static Transaction rehearsal(
        Transaction reading,
        Map<String, Optional<OmfConnection>> connections,
        Map<Set<String>, SortedSet<String>> claims) {
      return new PassingTransaction(reading) {
        @Override
        public Optional<OmfConnection> find(Namespace namespace, String id, Instant now) {
          return connections.computeIfAbsent(id, key -> right.find(namespace, id, now));
        }

        @Override
        public SortedSet<String> claim(
            Namespace namespace, String connectionId, Collection<String> clientIds) {
          SortedSet<String> taken = new TreeSet<>();
          for (OmfConnection other :
              right.page(namespace, null, Integer.MAX_VALUE, Instant.now())) {
            if (!other.id().equals(connectionId)) {
              other.clientIds().stream().filter(clientIds::contains).forEach(taken::add);
            }
          }
          claims.put(Set.copyOf(clientIds), taken);
          return taken;
        }

        @Override
        public void insert(Namespace namespace, OmfConnection connection) {}

        @Override
        public void update(Namespace namespace, OmfConnection connection) {}

        @Override
        public void purge(Instant now) {}

        @Override
        public void putCollectionAccessControlList(Namespace namespace, AccessControlList list) {}
      };
    }

    private static void pause() {
      try {
        Thread.sleep(IN_BETWEEN.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      right.close();
    }
  }

  /** The connection as it is stored until it is updated. */
  private static OmfConnection before(
      Transaction transaction, Namespace namespace, OmfConnection connection) {
    return transaction.find(namespace, connection.id(), LONG_AGO).orElse(connection);
  }

  private static AccessControlList collectionList(Transaction transaction, Namespace namespace) {
    return transaction
        .collectionAccessControlList(namespace)
        .orElseGet(
            () -> AccessControlList.initial(namespace.tenantId(), namespace.administratorRoleId()));
  }

  private static Changed changed(OmfConnection connection) {
    return new Changed(connection);
  }

  /** A connection with other values in some places. */
  private static final class Changed {
    private final OmfConnection original;
    private @Nullable String name;
    private @Nullable String description;
    private List<String> clientIds;
    private Instant createdAt;
    private Instant activeAt;
    private @Nullable Instant deletedAt;
    private Trustee owner;
    private AccessControlList list;

    private Changed(OmfConnection original) {
      this.original = original;
      this.name = original.name();
      this.description = original.description();
      this.clientIds = original.clientIds();
      this.createdAt = original.createdAt();
      this.activeAt = original.activeAt();
      this.deletedAt = original.deletedAt();
      this.owner = original.owner();
      this.list = original.accessControlList();
    }

    Changed name(@Nullable String value) {
      name = value;
      return this;
    }

    Changed description(@Nullable String value) {
      description = value;
      return this;
    }

    Changed clientIds(List<String> value) {
      clientIds = value;
      return this;
    }

    Changed createdAt(Instant value) {
      createdAt = value;
      return this;
    }

    Changed activeAt(Instant value) {
      activeAt = value;
      return this;
    }

    Changed deletedAt(@Nullable Instant value) {
      deletedAt = value;
      return this;
    }

    Changed owner(Trustee value) {
      owner = value;
      return this;
    }

    Changed list(AccessControlList value) {
      list = value;
      return this;
    }

    OmfConnection make() {
      return new OmfConnection(
          original.id(), name, description, clientIds, createdAt, activeAt, deletedAt, owner, list);
    }
  }
}
