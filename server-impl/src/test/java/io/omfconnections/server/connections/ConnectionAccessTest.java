package io.omfconnections.server.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.AccessRights;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OperationException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests access rights, access control lists and owners. */
class ConnectionAccessTest extends ConnectionServiceFixture {
  @Test
  void new_connection_copies_the_access_control_list_of_the_collection_and_keeps_it() {
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
    assertThat(listIds(OPERATOR)).containsExactly(after.id());
  }

  @Test
  void access_control_list_of_connection_is_the_last_one_written() {
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
  void access_control_list_of_collection_is_the_last_one_written() {
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
  void list_without_read_is_forbidden_before_iteration() {
    assertThatThrownBy(() -> service.list(OPERATOR, NAMESPACE, deadline()).iterator())
        .isInstanceOfSatisfying(
            OperationException.class,
            exception -> {
              assertThat(exception.kind()).isEqualTo(Kind.FORBIDDEN);
              assertThat(exception.reason()).contains("Read");
            });
  }

  @Test
  void exception_names_the_missing_right() {
    String id = create("c1").id();

    assertThat(missingRight(() -> service.get(OPERATOR, NAMESPACE, id, deadline())))
        .contains("Read");
    assertThat(
            missingRight(
                () -> service.update(OPERATOR, NAMESPACE, id, null, null, List.of(), deadline())))
        .contains("Write");
    assertThat(missingRight(() -> service.delete(OPERATOR, NAMESPACE, id, each -> {}, deadline())))
        .contains("Delete");
    assertThat(missingRight(() -> service.getOwner(OPERATOR, NAMESPACE, id, deadline())))
        .contains("Read");
    assertThat(
            missingRight(
                () ->
                    service.updateOwner(OPERATOR, NAMESPACE, id, OPERATOR.asTrustee(), deadline())))
        .contains("ManageAccessControl");
    assertThat(
            missingRight(() -> service.getAccessControlList(OPERATOR, NAMESPACE, id, deadline())))
        .contains("ManageAccessControl");
    assertThat(
            missingRight(
                () -> service.updateAccessControlList(OPERATOR, NAMESPACE, id, list(), deadline())))
        .contains("ManageAccessControl");
    assertThat(service.getAccessRights(OPERATOR, NAMESPACE, id, deadline()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void exception_names_the_missing_right_on_the_collection() {
    assertThat(
            missingRight(
                () -> service.create(OPERATOR, NAMESPACE, null, null, List.of("c1"), deadline())))
        .contains("Write");
    assertThat(
            missingRight(
                () -> service.getCollectionAccessControlList(OPERATOR, NAMESPACE, deadline())))
        .contains("ManageAccessControl");
    assertThat(
            missingRight(
                () ->
                    service.updateCollectionAccessControlList(
                        OPERATOR, NAMESPACE, list(), deadline())))
        .contains("ManageAccessControl");

    assertThat(listIds(ADMINISTRATOR)).isEmpty();
    assertThat(service.getCollectionAccessControlList(ADMINISTRATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessControlList.initial("tenant", "administrators"));
    assertThat(service.getCollectionAccessRights(OPERATOR, NAMESPACE, deadline()))
        .isEqualTo(AccessRights.NONE);
  }

  @Test
  void previous_owner_keeps_only_the_rights_granted_by_the_list() {
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
  void invalid_owner_is_rejected_and_every_invalid_property_is_named() {
    String id = create("c1").id();
    Map<Trustee, Set<String>> wrong =
        Map.of(
            new Trustee(TrusteeType.ROLE, "operators", "tenant"), Set.of("Type"),
            new Trustee(TrusteeType.USER, "", "tenant"), Set.of("ObjectId"),
            new Trustee(TrusteeType.USER, "u".repeat(Validation.MAX_OWNER_ID + 1), "tenant"),
                Set.of("ObjectId"),
            new Trustee(TrusteeType.USER, "u", "other"), Set.of("TenantId"),
            new Trustee(null, null, "other"), Set.of("Type", "ObjectId", "TenantId"));

    wrong.forEach(
        (trustee, properties) -> {
          OperationException exception =
              exceptionOf(
                  () -> service.updateOwner(ADMINISTRATOR, NAMESPACE, id, trustee, deadline()));
          assertThat(exception.kind()).isEqualTo(Kind.INVALID);
          assertThat(exception.parameters().keySet()).isEqualTo(properties);
        });
    assertThat(service.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline()))
        .isEqualTo(ADMINISTRATOR.asTrustee());
  }

  @Test
  void identifier_of_an_owner_can_have_the_maximum_length() {
    String id = create("c1").id();
    Trustee longest = new Trustee(TrusteeType.USER, "u".repeat(Validation.MAX_OWNER_ID), "tenant");

    service.updateOwner(ADMINISTRATOR, NAMESPACE, id, longest, deadline());

    assertThat(service.getOwner(ADMINISTRATOR, NAMESPACE, id, deadline())).isEqualTo(longest);
  }
}
