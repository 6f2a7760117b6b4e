package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.model.Contract;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** {@link ErrorStatusesTest} skips no documented 4xx status. */
class ErrorStatusesDefectsTest {
  @Test
  void status_that_no_defect_provokes_fails() {
    ObjectNode document = (ObjectNode) Api.CONTRACT.document();
    ObjectNode responses =
        (ObjectNode)
            document
                .at(Api.CONTRACT.operation("deleteOmfConnection").pointer().substring(1))
                .path("responses");
    responses.set("423", responses.path("404").deepCopy());

    List<DynamicTest> tests = tests(Contract.of(document));

    assertThat(tests).hasSize(tests(Api.CONTRACT).size() + 1);
    assertThat(tests)
        .filteredOn(test -> test.getDisplayName().equals("deleteOmfConnection v1 423"))
        .singleElement()
        .satisfies(
            test ->
                assertThatThrownBy(() -> test.getExecutable().execute())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("documents 423 for deleteOmfConnection"));
  }

  @Test
  void every_documented_4xx_status_has_a_defect() {
    assertThat(tests(Api.CONTRACT))
        .extracting(DynamicTest::getDisplayName)
        .isNotEmpty()
        .allMatch(name -> name.matches("\\w+ v1 4\\d\\d [A-Z_]+"));
  }

  private static List<DynamicTest> tests(Contract contract) {
    RecordingClient client = new RecordingClient(URI.create("http://127.0.0.1"), exchange -> {});
    Caller caller = Caller.withToken("caller", 2, "caller", "token");
    Api api = new Api(client, new Tokens(client), caller, "tenant", "namespace"); // sends nothing
    return contract.operations().stream()
        .flatMap(operation -> ErrorStatusesTest.tests(api, operation))
        .toList();
  }
}
