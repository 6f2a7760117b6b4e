package io.omfconnections.contract.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.harness.DocumentExamples;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the published documents and of the contract are valid against the contract. */
class DocumentExamplesTest {
  private static final Contract CONTRACT = Contract.load();
  private static final Schemas SCHEMAS = new Schemas(CONTRACT.document());

  @ParameterizedTest
  @CsvSource({
    "getOmfConnections, CONNECTIONS, 200",
    "createOmfConnection, CONNECTION, 202",
    "getOmfConnection, CONNECTION, 200",
    "updateOmfConnection, CONNECTION, 200",
    "deleteOmfConnection, CONNECTION, 202",
    "getOmfConnectionAccessControlList, ACCESS_CONTROL_LIST, 200",
    "updateOmfConnectionAccessControlList, ACCESS_CONTROL_LIST, 200",
    "getOmfConnectionOwner, TRUSTEE, 200",
    "updateOmfConnectionOwner, TRUSTEE, 200",
    "getOmfConnectionsAccessControlList, ACCESS_CONTROL_LIST, 200",
    "updateOmfConnectionsAccessControlList, ACCESS_CONTROL_LIST, 200",
    "getOmfConnections, ERROR, 401",
    "createOmfConnection, ERROR, 400",
    "getOmfConnection, ERROR, 401",
    "updateOmfConnection, ERROR, 400",
    "deleteOmfConnection, ERROR, 401",
  })
  void response_example_of_the_documents_is_valid(
      String operation, DocumentExamples example, int status) throws Exception {
    ResponseSpec response =
        Objects.requireNonNull(CONTRACT.operation(operation).responses().get(status));
    assertThat(
            SCHEMAS.validateClosed(
                schema(Objects.requireNonNull(response.body())),
                new JsonMapper().readTree(example.json())))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "createOmfConnection, CREATE",
    "updateOmfConnection, UPDATE",
    "updateOmfConnectionAccessControlList, ACCESS_CONTROL_LIST",
    "updateOmfConnectionsAccessControlList, ACCESS_CONTROL_LIST",
    "updateOmfConnectionOwner, TRUSTEE",
  })
  void request_example_of_the_documents_is_valid(String operation, DocumentExamples example)
      throws Exception {
    BodySpec body = Objects.requireNonNull(CONTRACT.operation(operation).requestBody());
    assertThat(SCHEMAS.validateClosed(schema(body), new JsonMapper().readTree(example.json())))
        .isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> request_example_of_the_contract_is_valid() {
    return CONTRACT.operations().stream()
        .filter(operation -> operation.requestBody() != null)
        .flatMap(
            operation -> {
              BodySpec body = Objects.requireNonNull(operation.requestBody());
              return new ValidExchanges(CONTRACT)
                  .examples(body).entrySet().stream()
                      .map(
                          example ->
                              DynamicTest.dynamicTest(
                                  operation.id() + " " + example.getKey(),
                                  () -> assertValid(body, example.getValue())));
            });
  }

  private static void assertValid(BodySpec body, JsonNode example) {
    assertThat(SCHEMAS.validateClosed(schema(body), example)).isEmpty();
  }

  private static String schema(BodySpec body) {
    return Objects.requireNonNull(body.schemas().get("application/json"));
  }
}
