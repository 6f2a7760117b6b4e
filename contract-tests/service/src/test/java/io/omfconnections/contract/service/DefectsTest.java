package io.omfconnections.contract.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Answer;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A defect is answered with 500: the log says which, the answer does not, and nothing is done. */
@ContractSuite
class DefectsTest {
  private static final Path LOG = Path.of("target/server.log");
  private static final String INTERNALS_EXPOSED =
      "no column owner_object_id in /var/lib/omf/omf-connections.db";

  @SuppressWarnings("ImmutableEnumChecker") // what makes an exception has no state
  private enum Defect {
    UNCHECKED(() -> new IllegalStateException(INTERNALS_EXPOSED)),
    NULL(() -> new NullPointerException(INTERNALS_EXPOSED)),
    ERROR(() -> new AssertionError(INTERNALS_EXPOSED)),
    TOO_DEEP(() -> new StackOverflowError(INTERNALS_EXPOSED));

    private final Supplier<Throwable> thrown;

    Defect(Supplier<Throwable> thrown) {
      this.thrown = thrown;
    }

    void happen() {
      Throwable defect = thrown.get();
      if (defect instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) defect;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_defect_of_the_store_is_an_internal_error_of_every_operation(Defect defect)
      throws Exception {
    FaultyStore store = new FaultyStore(Duration.ofSeconds(10));
    try (OwnServer server =
        OwnServer.start(config -> config.provisioningDelay(Duration.ZERO), store)) {
      Api api = server.api();
      String id = api.createNamed("sound");
      JsonNode connection = api.get(id).expect(200);
      JsonNode rights = api.accessControlList(id).expect(200);
      JsonNode owner = api.owner(id).expect(200);
      JsonNode collection = api.collectionList().expect(200);

      store.inEachTransaction(defect::happen);
      List<Answer> answers = EveryOperation.answer(api, id, 500, 500);
      store.recover();

      assertThat(answers).hasSize(26);
      for (Answer answer : answers) {
        assertThat(answer.exchange().response().toString())
            .doesNotContain("owner_object_id", "/var/lib", "Exception", "AssertionError");
      }
      hasBothInItsLog(answers.get(0));
      // The transactions that failed are gone without a trace.
      assertThat(api.get(id).expect(200)).isEqualTo(connection);
      assertThat(api.accessControlList(id).expect(200)).isEqualTo(rights);
      assertThat(api.owner(id).expect(200)).isEqualTo(owner);
      assertThat(api.collectionList().expect(200)).isEqualTo(collection);
      assertThat(api.list().expect(200).path("Results")).hasSize(1);
      EveryOperation.isDone(api, id);
    }
  }

  /** The operator finds the cause by the name that the caller got. */
  private static void hasBothInItsLog(Answer answer) throws Exception {
    List<String> log = Files.readAllLines(LOG);
    String operationId = answer.header("Operation-Id");
    int line = 0;
    while (line < log.size()
        && !(log.get(line).contains("ERROR") && log.get(line).contains(operationId))) {
      line++;
    }
    assertThat(log.subList(line, Math.min(line + 3, log.size())).toString())
        .contains(INTERNALS_EXPOSED);
  }
}
