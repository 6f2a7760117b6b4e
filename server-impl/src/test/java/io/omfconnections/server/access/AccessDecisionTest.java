package io.omfconnections.server.access;

import static io.omfconnections.server.access.AccessRight.DELETE;
import static io.omfconnections.server.access.AccessRight.MANAGE_ACCESS_CONTROL;
import static io.omfconnections.server.access.AccessRight.READ;
import static io.omfconnections.server.access.AccessRight.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessDecisionTest {
  private static final String TENANT = "tenant";
  private static final String ADMINISTRATORS = "administrators";
  private static final Map<AccessRight, Integer> BITS =
      Map.of(READ, 1, WRITE, 2, DELETE, 4, MANAGE_ACCESS_CONTROL, 8, AccessRight.SHARE, 16);
  private static final Trustee OTHER_OWNER = new Trustee(TrusteeType.USER, "owner", TENANT);
  private static final Identity CLIENT =
      new Identity(TrusteeType.CLIENT, "id-1", TENANT, Set.of("operators", "readers"));
  private static final Identity ADMINISTRATOR =
      new Identity(TrusteeType.USER, "root", TENANT, Set.of(ADMINISTRATORS));

  @Test
  void rights_are_the_union_of_all_matching_entries() {
    assertThat(
            rights(
                CLIENT,
                allowed(role("readers"), READ),
                allowed(role("operators"), WRITE),
                allowed(role("others"), DELETE)))
        .isEqualTo(AccessRights.of(READ, WRITE));
  }

  @Test
  void no_matching_entry_grants_no_right() {
    assertThat(rights(CLIENT)).isEqualTo(AccessRights.NONE);
    assertThat(rights(CLIENT, allowed(role("others"), AccessRight.values())))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void denied_overrides_allowed_in_any_order() {
    AccessControlEntry allowed = allowed(role("readers"), READ, WRITE);
    AccessControlEntry denied = denied(role("operators"), WRITE, DELETE);

    assertThat(rights(CLIENT, allowed, denied)).isEqualTo(AccessRights.of(READ));
    assertThat(rights(CLIENT, denied, allowed)).isEqualTo(AccessRights.of(READ));
  }

  @Test
  void denied_entry_for_another_trustee_has_no_effect() {
    assertThat(rights(CLIENT, allowed(role("readers"), READ), denied(role("others"), READ)))
        .isEqualTo(AccessRights.of(READ));
  }

  @Test
  void owner_has_every_right_even_if_the_list_denies_it() {
    AccessControlList list =
        new AccessControlList(List.of(denied(CLIENT.asTrustee(), AccessRight.values())));

    assertThat(AccessDecision.onConnection(CLIENT, CLIENT.asTrustee(), list))
        .isEqualTo(AccessRights.ALL);
  }

  @Test
  void owner_without_tenant_belongs_to_the_tenant_of_the_connection() {
    assertThat(
            AccessDecision.onConnection(
                CLIENT, new Trustee(TrusteeType.CLIENT, "id-1", null), list()))
        .isEqualTo(AccessRights.ALL);
  }

  @Test
  void owner_matches_by_type_identifier_and_tenant() {
    for (Trustee other :
        List.of(
            new Trustee(TrusteeType.USER, "id-1", TENANT),
            new Trustee(TrusteeType.CLIENT, "ID-1", TENANT),
            new Trustee(TrusteeType.CLIENT, "id-1", "other tenant"))) {
      assertThat(AccessDecision.onConnection(CLIENT, other, list())).isEqualTo(AccessRights.NONE);
    }
  }

  @Test
  void user_or_client_entry_matches_only_that_identity() {
    assertThat(rights(CLIENT, allowed(new Trustee(TrusteeType.CLIENT, "id-1", TENANT), READ)))
        .isEqualTo(AccessRights.of(READ));
    for (Trustee other :
        List.of(
            new Trustee(TrusteeType.USER, "id-1", TENANT),
            new Trustee(TrusteeType.ROLE, "id-1", TENANT),
            new Trustee(TrusteeType.CLIENT, "id-11", TENANT),
            new Trustee(TrusteeType.CLIENT, "Id-1", TENANT),
            new Trustee(TrusteeType.CLIENT, "", TENANT))) {
      assertThat(rights(CLIENT, allowed(other, READ))).isEqualTo(AccessRights.NONE);
    }
  }

  @Test
  void role_entry_matches_only_identities_with_that_role() {
    assertThat(rights(CLIENT, allowed(role("operators"), READ))).isEqualTo(AccessRights.of(READ));
    assertThat(rights(CLIENT, allowed(role("Operators"), READ))).isEqualTo(AccessRights.NONE);
    assertThat(rights(CLIENT, allowed(new Trustee(TrusteeType.USER, "operators", TENANT), READ)))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void entry_of_another_tenant_matches_no_identity() {
    assertThat(
            rights(
                CLIENT,
                allowed(new Trustee(TrusteeType.ROLE, "operators", "other tenant"), READ),
                allowed(new Trustee(TrusteeType.CLIENT, "id-1", "other tenant"), WRITE),
                allowed(new Trustee(TrusteeType.CLIENT, "id-1", null), DELETE)))
        .isEqualTo(AccessRights.of(DELETE));
  }

  @Test
  void entry_without_trustee_type_or_identifier_matches_no_identity() {
    assertThat(
            rights(
                CLIENT,
                allowed(null, READ),
                allowed(new Trustee(null, "id-1", TENANT), WRITE),
                allowed(new Trustee(TrusteeType.CLIENT, null, TENANT), DELETE)))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void administrator_always_keeps_manage_access_control_on_the_collection() {
    AccessControlList denied =
        new AccessControlList(List.of(denied(role(ADMINISTRATORS), AccessRight.values())));

    assertThat(AccessDecision.onCollection(ADMINISTRATOR, ADMINISTRATORS, denied))
        .isEqualTo(AccessRights.of(MANAGE_ACCESS_CONTROL));
    assertThat(AccessDecision.onCollection(ADMINISTRATOR, ADMINISTRATORS, list()))
        .isEqualTo(AccessRights.of(MANAGE_ACCESS_CONTROL));
    assertThat(AccessDecision.onCollection(CLIENT, ADMINISTRATORS, list()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void administrator_role_alone_grants_no_right_on_a_connection() {
    assertThat(rights(ADMINISTRATOR)).isEqualTo(AccessRights.NONE);
    assertThat(rights(ADMINISTRATOR, denied(role(ADMINISTRATORS), MANAGE_ACCESS_CONTROL)))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void initial_list_grants_all_rights_to_the_administrator_role_only() {
    AccessControlList initial = AccessControlList.initial(TENANT, ADMINISTRATORS);

    assertThat(AccessDecision.onCollection(ADMINISTRATOR, ADMINISTRATORS, initial))
        .isEqualTo(AccessRights.ALL);
    assertThat(AccessDecision.onCollection(CLIENT, ADMINISTRATORS, initial))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void role_is_rejected_as_identity() {
    assertThatThrownBy(() -> new Identity(TrusteeType.ROLE, "operators", TENANT, Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void list_copies_its_entries() {
    List<AccessControlEntry> entries = new ArrayList<>();
    AccessControlList list = new AccessControlList(entries);
    entries.add(allowed(role("operators"), READ));

    assertThat(list.entries()).isEmpty();
  }

  /** The second implementation evaluates each right separately. */
  @Test
  void random_lists_agree_with_an_independent_implementation() {
    Random random = new Random(20_210_318);
    int[] outcomes = new int[2];
    for (int round = 0; round < 5_000; round++) {
      Identity identity = randomIdentity(random);
      Trustee owner = randomTrustee(random);
      List<AccessControlEntry> entries = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        entries.add(
            new AccessControlEntry(
                random.nextInt(10) == 0 ? null : randomTrustee(random),
                random.nextInt(3) == 0 ? AccessType.DENIED : AccessType.ALLOWED,
                new AccessRights(random.nextInt(32))));
      }
      AccessControlList list = new AccessControlList(entries);
      AccessRights onConnection = AccessDecision.onConnection(identity, owner, list);
      AccessRights onCollection = AccessDecision.onCollection(identity, "a", list);
      for (AccessRight right : AccessRight.values()) {
        boolean grantedByList =
            entries.stream().anyMatch(e -> appliesTo(e, identity, right, AccessType.ALLOWED))
                && entries.stream()
                    .noneMatch(e -> appliesTo(e, identity, right, AccessType.DENIED));
        assertThat(onConnection.contains(right))
            .as("%s of %s, owner %s, %s", right, identity, owner, list)
            .isEqualTo(denotes(owner, identity) || grantedByList);
        assertThat(onCollection.contains(right))
            .as("%s of %s on the collection, %s", right, identity, list)
            .isEqualTo(
                grantedByList
                    || (right == MANAGE_ACCESS_CONTROL && identity.roles().contains("a")));
        outcomes[grantedByList ? 1 : 0]++;
      }
    }
    assertThat(Arrays.stream(outcomes).min().orElseThrow())
        .as("both outcomes are frequent")
        .isGreaterThan(1000);
  }

  private static boolean appliesTo(
      AccessControlEntry entry, Identity identity, AccessRight right, AccessType type) {
    int bit = Objects.requireNonNull(BITS.get(right));
    Trustee trustee = entry.trustee();
    return trustee != null
        && entry.accessType() == type
        && (entry.accessRights().mask() & bit) == bit
        && denotes(trustee, identity);
  }

  private static boolean denotes(Trustee trustee, Identity identity) {
    String tenant = trustee.tenantId() == null ? TENANT : trustee.tenantId();
    List<Trustee> names = new ArrayList<>();
    names.add(new Trustee(identity.type(), identity.id(), identity.tenantId()));
    identity
        .roles()
        .forEach(role -> names.add(new Trustee(TrusteeType.ROLE, role, identity.tenantId())));
    return names.contains(new Trustee(trustee.type(), trustee.objectId(), tenant));
  }

  private static Identity randomIdentity(Random random) {
    return new Identity(
        random.nextBoolean() ? TrusteeType.USER : TrusteeType.CLIENT,
        anyOf(random, "a", "b", "c"),
        TENANT,
        switch (random.nextInt(4)) {
          case 0 -> Set.of();
          case 1 -> Set.of("a");
          case 2 -> Set.of("b");
          default -> Set.of("a", "c");
        });
  }

  private static Trustee randomTrustee(Random random) {
    return new Trustee(
        random.nextInt(10) == 0 ? null : List.of(TrusteeType.values()).get(random.nextInt(3)),
        random.nextInt(10) == 0 ? null : anyOf(random, "a", "b", "c", "A"),
        random.nextInt(4) == 0 ? null : anyOf(random, TENANT, TENANT, TENANT, "other tenant"));
  }

  private static String anyOf(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  private static AccessRights rights(Identity identity, AccessControlEntry... entries) {
    return AccessDecision.onConnection(identity, OTHER_OWNER, list(entries));
  }

  private static AccessControlList list(AccessControlEntry... entries) {
    return new AccessControlList(List.of(entries));
  }

  private static Trustee role(String id) {
    return new Trustee(TrusteeType.ROLE, id, TENANT);
  }

  private static AccessControlEntry allowed(@Nullable Trustee trustee, AccessRight... rights) {
    return new AccessControlEntry(trustee, AccessType.ALLOWED, AccessRights.of(rights));
  }

  private static AccessControlEntry denied(Trustee trustee, AccessRight... rights) {
    return new AccessControlEntry(trustee, AccessType.DENIED, AccessRights.of(rights));
  }
}
