package io.omfconnections.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void contract_has_both_versions_and_thirteen_operations() {
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
  void operation_has_the_parts_that_the_document_describes() {
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
  void unknown_method_matches_the_path_and_its_allowed_methods() {
    assertThat(CONTRACT.match("PATCH", "/api/v1/tenants/t/namespaces/n/omfConnections/c"))
        .isEqualTo(new Contract.Match.UnknownMethod(Set.of("GET", "PUT", "DELETE")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/tenants/t/namespaces/n/omfConnections/accessrights, getOmfConnection",
    "GET, /api/v1/tenants/t/namespaces/n/accessrights/omfConnections,"
        + " listOmfConnectionsAccessRights",
    "GET, /api/v2-preview/tenants/t/namespaces/n/omfConnections/c/Owner/, getOmfConnectionOwner",
  })
  void request_matches_its_operation(String method, String target, String operationId) {
    assertThat(CONTRACT.match(method, target))
        .isInstanceOfSatisfying(
            Contract.Match.Documented.class,
            known -> assertThat(known.operation().id()).isEqualTo(operationId));
  }

  @Test
  void unsupported_parameter_is_rejected() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/RequestTimeoutHeader")).put("in", "cookie");
    assertThatThrownBy(() -> Contract.of(document)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void path_that_does_not_match_its_parameters_is_rejected() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/parameters/tenantId")).put("name", "tenant");
    assertThatThrownBy(() -> Contract.of(document))
        .hasMessageContaining("does not match its parameters");
  }

  @Test
  void body_without_media_type_is_rejected() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/requestBodies/Trustee")).putObject("content");
    assertThatThrownBy(() -> Contract.of(document)).hasMessageContaining("no media type");
  }

  @Test
  void token_is_not_required_if_an_alternative_without_token_exists() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    document.withArray("security").addObject();
    assertThat(Contract.of(document).operations()).noneMatch(Operation::requiresToken);
  }

  @Test
  void unsupported_security_scheme_is_rejected() {
    ObjectNode document = (ObjectNode) CONTRACT.document();
    ((ObjectNode) document.at("/components/securitySchemes/clientCredentials")).remove("flows");
    assertThatThrownBy(() -> Contract.of(document)).hasMessageContaining("security scheme");
  }
}
