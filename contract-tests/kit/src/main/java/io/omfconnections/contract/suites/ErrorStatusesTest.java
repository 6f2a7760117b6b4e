package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.model.Operation;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each operation, in each API version, returns each 4xx status that the contract documents. */
@ContractSuite
class ErrorStatusesTest {
  /**
   * Defects that are introduced, one at a time, into an otherwise valid request. Each documented
   * 4xx status of each operation needs one.
   */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private enum Defect {
    BODY(400, "body", (api, request) -> request.withBody("{")),
    TOKEN(401, "Authorization", (api, request) -> request.withoutHeader("Authorization")),
    TENANT(
        403,
        "tenantId",
        (api, request) ->
            request.withTarget(
                request.target().replace(api.tenant(), UUID.randomUUID().toString()))),
    NAMESPACE(
        404,
        "namespaceId",
        (api, request) ->
            request.withTarget(
                request
                    .target()
                    .replace("/namespaces/" + Api.encoded(api.namespace()), "/namespaces/none"))),
    CONNECTION(
        404,
        "omfConnectionId",
        (api, request) ->
            request.withTarget(
                request
                    .target()
                    .replaceFirst(
                        "/omfConnections/[^/]+", "/omfConnections/" + Api.UNKNOWN_CONNECTION))),
    REQUEST_TIMEOUT(
        408,
        "Request-Timeout",
        (api, request) -> request.withHeader("Request-Timeout", "0.000000001")),
    MEDIA_TYPE(
        415, "Content-Type", (api, request) -> request.withHeader("Content-Type", "text/plain"));

    private final int status;
    private final String parameter; // named in Parameters of the error body
    private final BiFunction<Api, Request, Request> introduce;

    Defect(int status, String parameter, BiFunction<Api, Request, Request> introduce) {
      this.status = status;
      this.parameter = parameter;
      this.introduce = introduce;
    }

    boolean provokes(int documented, Operation operation) {
      return status == documented
          && (this != CONNECTION || operation.path().contains("{omfConnectionId}"));
    }
  }

  @Test
  void foreign_tenant_is_403_even_if_body_is_invalid(Api api) {
    Api foreign = api.in(UUID.randomUUID().toString(), api.namespace());
    foreign.create("{").expect(403);
    foreign.update(Api.UNKNOWN_CONNECTION, "{\"Name\":5}").expect(403);
    foreign.updateCollectionAccessControlList("").expect(403);
  }

  @Test
  void foreign_tenant_is_403_even_if_namespace_is_unknown(Api api) {
    Api foreign = api.in(UUID.randomUUID().toString(), "no-such-namespace");
    for (Operation operation : Api.CONTRACT.operations()) {
      foreign.send(foreign.request(operation.id(), Api.UNKNOWN_CONNECTION)).expect(403);
    }
  }

  @Test
  void error_and_reason_differ_between_kinds_of_error(Api api) {
    List<JsonNode> errors =
        List.of(
            api.create("{").expect(400),
            api.as(Caller.anonymous()).list().expect(401),
            api.get(Api.UNKNOWN_CONNECTION).expect(404));
    for (String property : List.of("Error", "Reason")) {
      // The wording is free, but it must not be the same for every error.
      assertThat(errors.stream().map(error -> error.path(property).asText()).distinct().count())
          .as(property)
          .isGreaterThan(1);
    }
  }

  @TestFactory
  Stream<DynamicTest> every_operation_returns_its_documented_4xx_statuses(Api shared) {
    return shared
        .underEachVersion()
        .flatMap(
            api -> Api.CONTRACT.operations().stream().flatMap(operation -> tests(api, operation)));
  }

  /** Returns a test for each defect; a failing one for each 4xx status that no defect provokes. */
  static Stream<DynamicTest> tests(Api api, Operation operation) {
    return operation.responses().keySet().stream()
        .filter(status -> status / 100 == 4)
        .flatMap(status -> tests(api, operation, status));
  }

  private static Stream<DynamicTest> tests(Api api, Operation operation, int status) {
    String name = operation.id() + " " + api.version() + " " + status;
    List<Defect> defects =
        Stream.of(Defect.values()).filter(defect -> defect.provokes(status, operation)).toList();
    if (defects.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              name,
              () ->
                  fail(
                      "The contract documents %d for %s, but no Defect of this test provokes it",
                      status, operation.id())));
    }
    return defects.stream()
        .map(
            defect ->
                DynamicTest.dynamicTest(
                    name + " " + defect, () -> assertRejected(api, operation, defect)));
  }

  private static void assertRejected(Api api, Operation operation, Defect defect) {
    String id = operation.path().contains("{omfConnectionId}") ? api.createNamed("errors") : "";
    Request request = api.request(operation.id(), id);
    JsonNode error = api.send(defect.introduce.apply(api, request)).expect(defect.status);
    assertThat(error.path("Parameters").has(defect.parameter)).as(error.toString()).isTrue();
    // The rejected request had no effect: the valid request still succeeds.
    assertThat(api.send(request).status()).isLessThan(300);
  }
}
