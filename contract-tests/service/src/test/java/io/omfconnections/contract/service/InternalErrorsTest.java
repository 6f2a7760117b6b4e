package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An unexpected exception is 500 and changes nothing. Its details are logged, but not part of the
 * response.
 */
@ServiceSuite
class InternalErrorsTest {
  private static final Path LOG = Path.of("target/server.log");
  private static final String MESSAGE =
      "no column owner_object_id in /var/lib/omf/omf-connections.db";

  @SuppressWarnings("ImmutableEnumChecker") // the suppliers have no state
  private enum Defect {
    UNCHECKED(() -> new IllegalStateException(MESSAGE)),
    NULL(() -> new NullPointerException(MESSAGE)),
    ERROR(() -> new AssertionError(MESSAGE)),
    TOO_DEEP(() -> new StackOverflowError(MESSAGE));

    private final Supplier<Throwable> thrown;

    Defect(Supplier<Throwable> thrown) {
      this.thrown = thrown;
    }

    void raise() {
      Throwable defect = thrown.get();
      if (defect instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) defect;
    }
  }

  @ParameterizedTest
  @EnumSource
  void exception_in_the_store_is_500_for_every_operation(Defect defect, TestServers servers)
      throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofSeconds(10));
    try (InProcessServer server =
        servers.start(config -> config.provisioningDelay(Duration.ZERO), store)) {
      Api api = server.api();
      String id = api.createNamed("internal errors");
      JsonNode connection = api.get(id).expect(200);
      JsonNode rights = api.accessControlList(id).expect(200);
      JsonNode owner = api.owner(id).expect(200);
      JsonNode collection = api.collectionAccessControlList().expect(200);

      store.inEachTransaction(defect::raise);
      List<ApiResponse> responses = AllOperations.expect(api, id, 500, 500);
      store.recover();

      assertThat(responses).hasSize(26);
      for (ApiResponse response : responses) {
        assertThat(response.exchange().response().toString())
            .doesNotContain("owner_object_id", "/var/lib", "Exception", "AssertionError");
      }
      assertLogged(responses.get(0));
      // The failed transactions were rolled back.
      assertThat(api.get(id).expect(200)).isEqualTo(connection);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(rights);
      assertThat(api.owner(id).expect(200)).isEqualTo(owner);
      assertThat(api.collectionAccessControlList().expect(200)).isEqualTo(collection);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      AllOperations.expectSuccess(api, id);
    }
  }

  /** The log has the exception next to the operation id that the client received. */
  private static void assertLogged(ApiResponse response) throws Exception {
    List<String> log = Files.readAllLines(LOG);
    String operationId = response.header("Operation-Id");
    int line = 0;
    while (line < log.size()
        && !(log.get(line).contains("ERROR") && log.get(line).contains(operationId))) {
      line++;
    }
    assertThat(log.subList(line, Math.min(line + 3, log.size())).toString()).contains(MESSAGE);
  }
}
