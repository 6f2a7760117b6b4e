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

/** What roles and users may do: the rights table for them, and the one right of administrators. */
@ContractSuite
class RolesAndUsersTest {
  @TestFactory
  Stream<DynamicTest> a_client_may_do_what_entries_for_its_role_say(Api api) {
    String role = trustee(3, Fixtures.OPERATOR_ROLE, api.tenant());
    return new RightsScenarios(api, Fixtures.OPERATOR, role).essentialTests("role");
  }

  @TestFactory
  Stream<DynamicTest> a_user_may_do_what_entries_for_it_and_its_roles_say() {
    TestIssuer issuer = TestIssuer.start();
    OwnServer server =
        OwnServer.start(
            config ->
                config
                    .provisioningDelay(Duration.ZERO)
                    .deletionDelay(Duration.ZERO)
                    .externalIssuer(
                        new ExternalIssuer(
                            issuer.uri(),
                            Set.of(TestIssuer.AUDIENCE),
                            issuer.jwksUri(),
                            ClaimNames.DEFAULT)));
    Api api = server.api(issuer.client("administrator", Fixtures.ADMINISTRATOR_ROLE));
    Caller user = issuer.user("alice", Fixtures.OPERATOR_ROLE);
    String role = trustee(3, Fixtures.OPERATOR_ROLE, api.tenant());
    return Stream.of(
            new RightsScenarios(api, user, user.trustee(api.tenant())).essentialTests("user"),
            new RightsScenarios(api, user, role).essentialTests("user's role"),
            Stream.of(
                DynamicTest.dynamicTest(
                    "the end",
                    () -> {
                      server.close();
                      issuer.close();
                    })))
        .flatMap(tests -> tests);
  }

  @Test
  void what_a_role_is_denied_no_other_entry_gives_back(Api api) {
    String id = api.createNamed("two roles");
    Api both = api.as(Fixtures.BOTH_ROLES);
    String operator = trustee(3, Fixtures.OPERATOR_ROLE, api.tenant());
    String viewer = trustee(3, Fixtures.VIEWER_ROLE, api.tenant());
    String self = Fixtures.BOTH_ROLES.trustee(api.tenant());
    RightsScenarios.assertRights(
        api, id, both, "Read,Write", allowed(operator, 2), allowed(viewer, 1));
    RightsScenarios.assertRights(api, id, both, "Read", allowed(operator, 3), denied(viewer, 2));
    RightsScenarios.assertRights(api, id, both, "Read", denied(viewer, 2), allowed(operator, 3));
    RightsScenarios.assertRights(api, id, both, "Read", denied(viewer, 2), allowed(self, 3));
    RightsScenarios.assertRights(api, id, both, "Read", allowed(operator, 3), denied(self, 2));
    RightsScenarios.assertRights(
        api, id, api.as(Fixtures.OPERATOR), "Read,Write", allowed(operator, 3), denied(viewer, 2));
  }

  @Test
  void a_stranger_may_ask_for_its_rights_and_has_none(Api api) {
    String id = api.createNamed("stranger");
    assertThat(api.as(Fixtures.STRANGER).accessRights(id).expect(200)).isEmpty();
    assertThat(api.as(Fixtures.STRANGER).collectionRights().expect(200)).isEmpty();
    api.as(Fixtures.STRANGER).accessRights(Api.NO_CONNECTION).expect(404);
  }

  @Test
  void an_administrator_is_never_locked_out(Api api) {
    String role = trustee(3, Fixtures.ADMINISTRATOR_ROLE, api.tenant());
    String self = Fixtures.ADMINISTRATOR.trustee(api.tenant());
    for (String list :
        List.of(
            Bodies.list(),
            "{}",
            Bodies.list(denied(role, 31)),
            Bodies.list(denied(self, 31)),
            Bodies.list(allowed(role, 31), denied(role, 8), denied(self, 8)))) {
      api.updateCollectionList(list).expect(200);
      assertThat(api.collectionRights().expect(200).toString()).contains("ManageAccessControl");
      api.collectionList().expect(200);
    }
    // It is only this one right that is never lost.
    api.updateCollectionList(Bodies.list(denied(role, 31))).expect(200);
    assertThat(api.collectionRights().expect(200)).hasSize(1);
    api.list().expect(403);
    api.create(Bodies.connection("x")).expect(403);
    api.updateCollectionList(Bodies.list(allowed(role, 31))).expect(200);
    api.create(Bodies.connection("x")).expect(202);
  }

  @Test
  void the_administrator_role_has_no_such_right_on_connections(Api api) {
    api.updateCollectionList(
            Bodies.list(allowed(trustee(3, Fixtures.OPERATOR_ROLE, api.tenant()), 31)))
        .expect(200);
    String id = api.as(Fixtures.OPERATOR).createNamed("not the administrator's");
    assertThat(api.accessRights(id).expect(200)).isEmpty();
    api.get(id).expect(403);
    api.accessControlList(id).expect(403);
  }
}
