package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Each operation, under both versions, answers each 4xx that it documents when it is due. */
@ContractSuite
class ErrorStatusesTest {
  /** One thing that is wrong with a request that is right otherwise. */
  @SuppressWarnings("ImmutableEnumChecker") // what changes a request has no state
  private enum Wrong {
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
    TIME(
        408,
        "Request-Timeout",
        (api, request) -> request.withHeader("Request-Timeout", "0.000000001")),
    MEDIA_TYPE(
        415, "Content-Type", (api, request) -> request.withHeader("Content-Type", "text/plain"));

    private final int status;
    private final String named;
    private final BiFunction<Api, Request, Request> change;

    Wrong(int status, String named, BiFunction<Api, Request, Request> change) {
      this.status = status;
      this.named = named;
      this.change = change;
    }

    boolean appliesTo(Operation operation) {
      boolean needed = this != CONNECTION || operation.path().contains("{omfConnectionId}");
      return needed && operation.responses().containsKey(status);
    }
  }

  @Test
  void of_two_things_that_are_wrong_the_tenant_counts_before_the_body(Api api) {
    Api other = api.in(UUID.randomUUID().toString(), api.namespace());
    other.create("{").expect(403);
    other.update(Api.UNKNOWN_CONNECTION, "{\"Name\":5}").expect(403);
    other.updateCollectionAccessControlList("").expect(403);
  }

  @Test
  void of_two_things_that_are_wrong_the_tenant_counts_before_the_namespace(Api api) {
    Api other = api.in(UUID.randomUUID().toString(), "no-such-namespace");
    for (Operation operation : Api.CONTRACT.operations()) {
      other.send(other.request(operation.id(), Api.UNKNOWN_CONNECTION)).expect(403);
    }
  }

  @Test
  void an_error_says_what_kind_it_is_of_and_why(Api api) {
    List<JsonNode> errors =
        List.of(
            api.create("{").expect(400),
            api.as(Caller.anonymous()).list().expect(401),
            api.get(Api.UNKNOWN_CONNECTION).expect(404));
    for (String member : List.of("Error", "Reason")) {
      // Not which words; but one sentence for everything says nothing.
      assertThat(errors.stream().map(error -> error.path(member).asText()).distinct().count())
          .as(member)
          .isGreaterThan(1);
    }
  }

  @TestFactory
  Stream<DynamicTest> each_operation_answers_what_it_documents(Api shared) {
    return shared
        .underEachVersion()
        .flatMap(
            api -> Api.CONTRACT.operations().stream().flatMap(operation -> wrongs(api, operation)));
  }

  private static Stream<DynamicTest> wrongs(Api api, Operation operation) {
    return Stream.of(Wrong.values())
        .filter(wrong -> wrong.appliesTo(operation))
        .map(
            wrong ->
                DynamicTest.dynamicTest(
                    operation.id() + " " + api.version() + " " + wrong.status + " " + wrong,
                    () -> answers(api, operation, wrong)));
  }

  private static void answers(Api api, Operation operation, Wrong wrong) {
    String id = operation.path().contains("{omfConnectionId}") ? api.createNamed("errors") : "";
    Request request = api.request(operation.id(), id);
    JsonNode error = api.send(wrong.change.apply(api, request)).expect(wrong.status);
    assertThat(error.path("Parameters").has(wrong.named)).as(error.toString()).isTrue();
    // Nothing has been done: the request that is right has the same effect as ever.
    assertThat(api.send(request).status()).isLessThan(300);
  }
}
