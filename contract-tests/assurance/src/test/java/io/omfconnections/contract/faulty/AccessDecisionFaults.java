package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

import io.omfconnections.server.access.AccessControlEntry;
import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Faults in how an access control list is turned into rights.
 *
 * <p>The service decides correctly, but on changed lists. The proxy restores the lists in
 * responses, so that the tests see the wrong decision only.
 */
final class AccessDecisionFaults {
  private static final int ALL = 31;
  private static final int WRITE = 2;
  private static final int DELETE = 4;
  private static final int MARK = 64;

  // The bits above the access rights have no meaning: a right that is moved there has no effect.
  private static final int DISABLED_BITS = 8;

  private static final Trustee EMPTY_TRUSTEE = new Trustee(null, null, null);

  private AccessDecisionFaults() {}

  // -------------------------------------------------------------------------- Allow and deny

  /** Lets an entry that allows a right override an entry that denies it. */
  static Fault allowedOverridesDenied() {
    return changedLists(
            list -> {
              long allowed =
                  list.entries().stream()
                      .filter(entry -> entry.accessType() == AccessType.ALLOWED)
                      .mapToLong(entry -> entry.accessRights().mask())
                      .reduce(0, (one, other) -> one | other);
              return disabled(
                  list,
                  entry ->
                      entry.accessType() == AccessType.DENIED
                          && (entry.accessRights().mask() & allowed) != 0);
            })
        .hiddenBy(restoresDisabledRights());
  }

  /** Applies only the last of several entries that deny. */
  static Fault appliesLastDenialOnly() {
    return changedLists(
            list -> {
              AccessControlEntry last =
                  list.entries().stream()
                      .filter(entry -> entry.accessType() == AccessType.DENIED)
                      .reduce((one, other) -> other)
                      .orElse(null);
              return disabled(
                  list, entry -> entry.accessType() == AccessType.DENIED && !entry.equals(last));
            })
        .hiddenBy(restoresDisabledRights());
  }

  /** Allows whoever may write a connection to delete it. */
  static Fault writeImpliesDelete() {
    return changedLists(
            list ->
                eachEntry(
                    list,
                    entry ->
                        entry.accessType() == AccessType.ALLOWED
                                && (entry.accessRights().mask() & (WRITE | DELETE)) == WRITE
                            ? withRights(entry, entry.accessRights().mask() | DELETE | MARK)
                            : entry))
        .hiddenBy(shownRights(mask -> mask > ALL ? mask & ALL & ~DELETE : mask));
  }

  private static AccessControlList disabled(
      AccessControlList list, Predicate<AccessControlEntry> which) {
    return eachEntry(
        list,
        entry ->
            which.test(entry)
                ? withRights(entry, entry.accessRights().mask() << DISABLED_BITS)
                : entry);
  }

  private static Fault restoresDisabledRights() {
    return shownRights(mask -> mask > ALL ? mask >> DISABLED_BITS : mask);
  }

  private static Fault shownRights(LongUnaryOperator change) {
    return MessageChanges.text(
        200,
        "(\"AccessRights\":)(\\d+)",
        match -> match.group(1) + change.applyAsLong(Long.parseLong(match.group(2))));
  }

  private static Fault changedLists(UnaryOperator<AccessControlList> change) {
    return StoreChanges.reads(
        found -> edit(found).list(change.apply(found.accessControlList())).build());
  }

  private static AccessControlList eachEntry(
      AccessControlList list, UnaryOperator<AccessControlEntry> change) {
    return new AccessControlList(list.entries().stream().map(change).toList());
  }

  private static AccessControlEntry withRights(AccessControlEntry entry, long mask) {
    return new AccessControlEntry(entry.trustee(), entry.accessType(), new AccessRights(mask));
  }

  // --------------------------------------------------------------------------------- Trustees

  /** Applies a Denied entry that has no trustee to every caller. */
  static Fault appliesDeniedEntryWithoutTrustee() {
    return MarkedEntries.addedTo(
        (namespace, connection) -> {
          List<AccessControlEntry> entries = connection.accessControlList().entries();
          return entries.stream().anyMatch(AccessDecisionFaults::isDeniedWithoutTrustee)
              ? entries.stream()
                  .filter(entry -> entry.accessType() == AccessType.ALLOWED)
                  .flatMap(entry -> Stream.ofNullable(entry.trustee()))
                  .map(trustee -> MarkedEntries.entry(trustee, AccessType.DENIED))
              : Stream.empty();
        });
  }

  private static boolean isDeniedWithoutTrustee(AccessControlEntry entry) {
    return entry.accessType() == AccessType.DENIED
        && Objects.requireNonNullElse(entry.trustee(), EMPTY_TRUSTEE).type() == null;
  }

  /** Treats an empty TenantId in an entry as the tenant in the path. */
  static Fault emptyTenantMatchesPathTenant() {
    return alsoMatches(
        AccessType.ALLOWED,
        trustee -> "".equals(trustee.tenantId()),
        (namespace, trustee) ->
            new Trustee(trustee.type(), trustee.objectId(), namespace.tenantId()));
  }

  /** Compares the TenantId of an entry case-insensitively. */
  static Fault matchesTrusteeTenantCaseInsensitively() {
    return alsoMatches(
        AccessType.ALLOWED,
        trustee -> trustee.tenantId() != null,
        (namespace, trustee) ->
            new Trustee(
                trustee.type(),
                trustee.objectId(),
                String.valueOf(trustee.tenantId()).toLowerCase(Locale.ROOT)));
  }

  /** Ignores leading and trailing whitespace in the ObjectId of an entry. */
  static Fault stripsTrustees() {
    return alsoMatches(
        AccessType.ALLOWED,
        trustee -> trustee.objectId() != null,
        (namespace, trustee) ->
            new Trustee(
                trustee.type(), String.valueOf(trustee.objectId()).strip(), trustee.tenantId()));
  }

  /**
   * Applies entries with every right to another trustee as well.
   *
   * @param which the trustees whose entries apply to another one as well
   * @param other returns the other trustee
   */
  private static Fault alsoMatches(
      AccessType type, Predicate<Trustee> which, BiFunction<Namespace, Trustee, Trustee> other) {
    return MarkedEntries.addedTo(
        (namespace, connection) ->
            connection.accessControlList().entries().stream()
                .filter(entry -> entry.accessType() == type && entry.accessRights().mask() == ALL)
                .map(entry -> Objects.requireNonNullElse(entry.trustee(), EMPTY_TRUSTEE))
                .filter(which)
                .map(trustee -> MarkedEntries.entry(other.apply(namespace, trustee), type)));
  }

  // --------------------------------------------------------------------------- Administrators

  /** Gives administrators every right on every connection. */
  static Fault administratorsHaveEveryRight() {
    return MarkedEntries.addedTo((namespace, connection) -> administrators(namespace));
  }

  /** Gives administrators every right on the collection, whatever its list says. */
  static Fault administratorsKeepCollectionRights() {
    return StoreChanges.transactions(
            transaction ->
                new ForwardingTransaction(transaction) {
                  @Override
                  public Optional<AccessControlList> collectionAccessControlList(
                      Namespace namespace) {
                    return delegate
                        .collectionAccessControlList(namespace)
                        .map(list -> MarkedEntries.plus(list, administrators(namespace)));
                  }

                  @Override
                  public void insert(Namespace namespace, OmfConnection connection) {
                    delegate.insert(namespace, MarkedEntries.removedFrom(connection));
                  }
                })
        .hiddenBy(MarkedEntries.hidden());
  }

  private static Stream<AccessControlEntry> administrators(Namespace namespace) {
    return Stream.of(
        MarkedEntries.entry(
            new Trustee(TrusteeType.ROLE, namespace.administratorRoleId(), namespace.tenantId()),
            AccessType.ALLOWED));
  }
}
