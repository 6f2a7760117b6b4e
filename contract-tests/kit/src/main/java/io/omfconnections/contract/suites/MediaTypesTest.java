package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.model.Operation;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only bodies declared as JSON, without a content coding, are accepted. */
@ContractSuite
class MediaTypesTest {
  @TestFactory
  Stream<DynamicTest> missing_or_unsupported_media_type_is_415(Api api) {
    String id = api.createNamed("media");
    return Api.CONTRACT.operations().stream()
        .filter(operation -> operation.requestBody() != null)
        .flatMap(
            operation ->
                Stream.of(
                        "text/plain",
                        "text/json",
                        "application/xml",
                        "application/x-www-form-urlencoded",
                        "application/octet-stream",
                        "application/problem+json",
                        "application/jsonx",
                        "application",
                        "json",
                        "*/*",
                        "application/*",
                        "/",
                        "",
                        "none")
                    .map(
                        type ->
                            DynamicTest.dynamicTest(
                                operation.id() + " " + type,
                                () -> assertUnsupported(api, operation, id, type))));
  }

  private static void assertUnsupported(Api api, Operation operation, String id, String type) {
    Request request = api.request(operation.id(), id);
    Request unsupported =
        type.equals("none")
            ? request.withoutHeader("Content-Type")
            : request.withHeader("Content-Type", type);
    JsonNode error = api.send(unsupported).expect(415);
    assertThat(error.path("Parameters").has("Content-Type")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "Application/JSON",
        "application/json ; x=y",
      })
  void json_media_type_is_case_insensitive_and_may_have_parameters(String type, Api api) {
    Request request = api.request("createOmfConnection", "").withHeader("Content-Type", type);
    api.send(request).expect(202);
  }

  @Test
  void json_in_other_charset_is_accepted_or_415(Api api) {
    Request request = api.request("createOmfConnection", "");
    api.send(request.withHeader("Content-Type", "application/json; charset=iso-8859-1"))
        .expect(202, 415);
  }

  @Test
  void every_operation_accepts_json_in_upper_case_or_with_charset(Api api) {
    String id = api.createNamed("media");
    for (Operation operation : Api.CONTRACT.operations()) {
      if (operation.requestBody() != null) {
        for (String type : new String[] {"application/json; charset=utf-8", "APPLICATION/JSON"}) {
          Request request = api.request(operation.id(), id).withHeader("Content-Type", type);
          assertThat(api.send(request).status()).as(operation.id()).isBetween(200, 202);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "x-own"})
  void content_encoding_is_415(String coding, Api api) {
    String id = api.createNamed("coding");
    for (Operation operation : Api.CONTRACT.operations()) {
      if (operation.requestBody() != null) {
        api.send(api.request(operation.id(), id).withHeader("Content-Encoding", coding))
            .expect(415);
      }
    }
  }

  @Test
  void content_type_of_get_or_delete_is_ignored(Api api) {
    String id = api.createNamed("media");
    api.send(api.request("getOmfConnection", id).withHeader("Content-Type", "text/plain"))
        .expect(200);
    api.send(api.request("deleteOmfConnection", id).withHeader("Content-Type", "text/plain"))
        .expect(202);
  }

  @Test
  void body_of_get_is_ignored(Api api) {
    String id = api.createNamed("media");
    api.send(
            api.request("getOmfConnection", id)
                .withHeader("Content-Type", "application/json")
                .withBody("{\"a\":"))
        .expect(200);
  }
}
