package io.omfconnections.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The coverage counts what was shown, and names what was not. */
class CoverageTest {
  private static final Contract CONTRACT = Contract.load();
  private static final RightExchanges RIGHT = new RightExchanges(CONTRACT);

  @Test
  void a_shown_cell_is_exercised_and_all_others_are_missing() {
    Coverage coverage = new Coverage(CONTRACT);
    coverage.add(RIGHT.of("getOmfConnection", 404));
    Coverage.Cell cell = new Coverage.Cell("getOmfConnection", "v1", 404);
    assertThat(coverage.exercised()).containsExactly(cell);
    assertThat(coverage.missing()).doesNotContain(cell).hasSize(cells() - 1);
    assertThat(coverage.report())
        .contains("Cells 4xx  shown   1 of")
        .contains("  getOmfConnection v1: [200, 401, 403, 408, 500, 503, 504]\n")
        .contains("  getOmfConnection v2-preview: [200, 401, 403, 404, 408, 500, 503, 504]\n");
  }

  @Test
  void a_status_that_is_not_documented_is_no_cell() {
    Coverage coverage = new Coverage(CONTRACT);
    Exchange exchange = RIGHT.of("getOmfConnection", 404);
    coverage.add(
        exchange.withResponse(
            new Exchange.Response(418, exchange.response().headers(), exchange.response().body())));
    assertThat(coverage.exercised()).isEmpty();
  }

  private static int cells() {
    return CONTRACT.versions().size()
        * CONTRACT.operations().stream().mapToInt(o -> o.responses().size()).sum();
  }
}
