package io.omfconnections.contract.service;

import static io.omfconnections.contract.harness.Bodies.allowed;
import static io.omfconnections.contract.harness.Bodies.denied;
import static io.omfconnections.contract.harness.Bodies.trustee;
import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.suites.RightsScenarios;
import io.omfconnections.server.identity.ClaimNames;
import io.omfconnections.server.identity.ExternalIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Access rights of roles and users, and the guaranteed right of administrators. */
@ContractSuite
@ServiceSuite
class RolesAndUsersTest {
  @TestFactory
  Stream<DynamicTest> client_has_the_rights_of_its_role(Api api) {
    String role = trustee(3, TestTenants.OPERATOR_ROLE, api.tenant());
    return new RightsScenarios(api, TestTenants.OPERATOR, role).essentialTests("role");
  }

  @TestFactory
  Stream<DynamicTest> user_has_its_own_rights_and_those_of_its_role(TestServers servers) {
    TestTokenIssuer issuer = TestTokenIssuer.start();
    InProcessServer server =
        servers.start(
            config ->
                config
                    .provisioningDelay(Duration.ZERO)
                    .deletionDelay(Duration.ZERO)
                    .externalIssuer(
                        new ExternalIssuer(
                            issuer.uri(),
                            Set.of(TestTokenIssuer.AUDIENCE),
                            issuer.jwksUri(),
                            ClaimNames.DEFAULT)));
    Api api = server.api(issuer.client("administrator", TestTenants.ADMINISTRATOR_ROLE));
    Caller user = issuer.user("alice", TestTenants.OPERATOR_ROLE);
    String role = trustee(3, TestTenants.OPERATOR_ROLE, api.tenant());
    return Stream.concat(
            new RightsScenarios(api, user, user.trustee(api.tenant())).essentialTests("user"),
            new RightsScenarios(api, user, role).essentialTests("user's role"))
        .onClose(issuer::close)
        .onClose(server::close);
  }

  @Test
  void denial_for_one_role_overrides_grants_for_others(Api api) {
    String id = api.createNamed("two roles");
    Api both = api.as(TestTenants.BOTH_ROLES);
    String operator = trustee(3, TestTenants.OPERATOR_ROLE, api.tenant());
    String viewer = trustee(3, TestTenants.VIEWER_ROLE, api.tenant());
    String self = TestTenants.BOTH_ROLES.trustee(api.tenant());
    RightsScenarios.assertRights(
        api, id, both, "Read,Write", allowed(operator, 2), allowed(viewer, 1));
    RightsScenarios.assertRights(api, id, both, "Read", allowed(operator, 3), denied(viewer, 2));
    RightsScenarios.assertRights(api, id, both, "Read", denied(viewer, 2), allowed(operator, 3));
    RightsScenarios.assertRights(api, id, both, "Read", denied(viewer, 2), allowed(self, 3));
    RightsScenarios.assertRights(api, id, both, "Read", allowed(operator, 3), denied(self, 2));
    RightsScenarios.assertRights(
        api,
        id,
        api.as(TestTenants.OPERATOR),
        "Read,Write",
        allowed(operator, 3),
        denied(viewer, 2));
  }

  @Test
  void client_without_roles_can_list_its_rights_and_has_none(Api api) {
    String id = api.createNamed("client without roles");
    assertThat(api.as(TestTenants.CLIENT_WITHOUT_ROLES).accessRights(id).expect(200)).isEmpty();
    assertThat(api.as(TestTenants.CLIENT_WITHOUT_ROLES).collectionAccessRights().expect(200))
        .isEmpty();
    api.as(TestTenants.CLIENT_WITHOUT_ROLES).accessRights(Api.UNKNOWN_CONNECTION).expect(404);
  }

  @Test
  void administrator_always_keeps_manage_access_control_on_the_collection(Api api) {
    String role = trustee(3, TestTenants.ADMINISTRATOR_ROLE, api.tenant());
    String self = TestTenants.ADMINISTRATOR.trustee(api.tenant());
    for (String list :
        List.of(
            Bodies.accessControlList(),
            "{}",
            Bodies.accessControlList(denied(role, 31)),
            Bodies.accessControlList(denied(self, 31)),
            Bodies.accessControlList(allowed(role, 31), denied(role, 8), denied(self, 8)))) {
      api.updateCollectionAccessControlList(list).expect(200);
      assertThat(api.collectionAccessRights().expect(200).toString())
          .contains("ManageAccessControl");
      api.collectionAccessControlList().expect(200);
    }
    // No other right is guaranteed.
    api.updateCollectionAccessControlList(Bodies.accessControlList(denied(role, 31))).expect(200);
    assertThat(api.collectionAccessRights().expect(200)).hasSize(1);
    api.list().expect(403);
    api.create(Bodies.connection("x")).expect(403);
    api.updateCollectionAccessControlList(Bodies.accessControlList(allowed(role, 31))).expect(200);
    api.create(Bodies.connection("x")).expect(202);
  }

  @Test
  void administrator_has_no_guaranteed_right_on_connections(Api api) {
    api.updateCollectionAccessControlList(
            Bodies.accessControlList(
                allowed(trustee(3, TestTenants.OPERATOR_ROLE, api.tenant()), 31)))
        .expect(200);
    String id = api.as(TestTenants.OPERATOR).createNamed("owned by the operator");
    assertThat(api.accessRights(id).expect(200)).isEmpty();
    api.get(id).expect(403);
    api.accessControlList(id).expect(403);
  }
}
