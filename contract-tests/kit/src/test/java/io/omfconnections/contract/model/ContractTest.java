package io.omfconnections.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model of the contract holds what the YAML says. */
class ContractTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void it_has_both_versions_and_thirteen_operations() {
    assertThat(CONTRACT.versions()).containsExactly("v1", "v2-preview");
    assertThat(CONTRACT.operations())
        .extracting(Operation::id)
        .containsExactlyInAnyOrder(
            "getOmfConnections",
            "createOmfConnection",
            "getOmfConnection",
            "updateOmfConnection",
            "deleteOmfConnection",
            "getOmfConnectionAccessControlList",
            "updateOmfConnectionAccessControlList",
            "listOmfConnectionAccessRights",
            "getOmfConnectionOwner",
            "updateOmfConnectionOwner",
            "getOmfConnectionsAccessControlList",
            "updateOmfConnectionsAccessControlList",
            "listOmfConnectionsAccessRights");
    assertThat(CONTRACT.operations()).allMatch(Operation::requiresToken);
  }

  @Test
  void an_operation_has_what_the_yaml_gives_it() {
    Operation create = CONTRACT.operation("createOmfConnection");
    assertThat(create.method()).isEqualTo("POST");
    assertThat(CONTRACT.path(create, "v1"))
        .isEqualTo("/api/v1/tenants/{tenantId}/namespaces/{namespaceId}/omfConnections");
    assertThat(create.responses().keySet())
        .containsExactly(202, 400, 401, 403, 404, 408, 415, 500, 503, 504);
    assertThat(create.requestBody()).isNotNull();
    assertThat(create.headerParameters())
        .extracting(Operation.HeaderSpec::name)
        .containsExactly("Request-Timeout");
    assertThat(Objects.requireNonNull(create.responses().get(503)).headers())
        .extracting(Operation.HeaderSpec::name)
        .containsExactlyInAnyOrder("Operation-Id", "Retry-After");
    assertThat(CONTRACT.operation("getOmfConnection").requestBody()).isNull();
  }

  @Test
  void other_methods_of_an_address_are_known() {
    assertThat(CONTRACT.meaning("PATCH", "/api/v1/tenants/t/namespaces/n/omfConnections/c"))
        .isEqualTo(new Contract.Meaning.OtherMethod(Set.of("GET", "PUT", "DELETE")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/tenants/t/namespaces/n/omfConnections/accessrights, getOmfConnection",
    "GET, /api/v1/tenants/t/namespaces/n/accessrights/omfConnections,"
        + " listOmfConnectionsAccessRights",
    "GET, /api/v2-preview/tenants/t/namespaces/n/omfConnections/c/Owner/, getOmfConnectionOwner",
  })
  void an_address_finds_its_operation(String method, String target, String operationId) {
    assertThat(CONTRACT.meaning(method, target))
        .isInstanceOfSatisfying(
            Contract.Meaning.Known.class,
            known -> assertThat(known.operation().id()).isEqualTo(operationId));
  }

  @Test
  void what_it_does_not_understand_is_refused() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/RequestTimeout")).put("in", "cookie");
    assertThatThrownBy(() -> Contract.of(document)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_path_and_its_parameters_must_fit() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/tenantId")).put("name", "tenant");
    assertThatThrownBy(() -> Contract.of(document)).hasMessageContaining("do not fit");
  }

  @Test
  void a_body_needs_a_media_type() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/requestBodies/Trustee")).putObject("content");
    assertThatThrownBy(() -> Contract.of(document)).hasMessageContaining("no media type");
  }

  @Test
  void a_token_that_may_be_left_out_is_not_required() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    document.withArray("security").addObject();
    assertThat(Contract.of(document).operations()).noneMatch(Operation::requiresToken);
  }

  @Test
  void a_scheme_that_it_does_not_understand_is_refused() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/securitySchemes/clientCredentials")).remove("flows");
    assertThatThrownBy(() -> Contract.of(document)).hasMessageContaining("security scheme");
  }
}
