package io.omfconnections.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.check.RightExchanges;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import java.util.List;
import java.util.Map;
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
  void one_version_is_counted_as_though_there_were_no_other() {
    Coverage both = new Coverage(CONTRACT);
    Exchange first = RIGHT.of("getOmfConnection", 404);
    both.add(first);
    Coverage one = both.under(List.of("v1"));
    Coverage.Cell cell = new Coverage.Cell("getOmfConnection", "v1", 404);
    assertThat(one.exercised()).containsExactly(cell);
    assertThat(one.proof(cell)).contains(first);
    assertThat(one.cells()).hasSize(cells() / CONTRACT.versions().size());
    assertThat(one.report()).contains("getOmfConnection v1: [").doesNotContain("v2-preview");
    assertThat(both.under(List.of("v2-preview")).exercised()).isEmpty();
  }

  @Test
  void each_cell_that_is_left_out_is_found_missing_and_no_other() {
    Map<String, Exchange> all = RIGHT.all();
    for (Coverage.Cell cell : new Coverage(CONTRACT).cells()) {
      Coverage coverage = new Coverage(CONTRACT);
      all.forEach(
          (name, exchange) -> {
            if (!name.startsWith(cell + " ")) {
              coverage.add(exchange);
            }
          });
      assertThat(coverage.missing()).containsExactly(cell);
      assertThat(coverage.proof(cell)).isEmpty();
      assertThat(coverage.report()).contains("Cells all  shown %3d of".formatted(cells() - 1));
    }
  }

  @Test
  void a_success_is_proved_by_some_data_and_an_error_by_little() {
    Exchange listed = RIGHT.of("getOmfConnections", 200);
    Exchange none =
        listed.withResponse(
            new Exchange.Response(200, listed.response().headers(), Body.of("{\"Results\":[]}")));
    Exchange notFound = RIGHT.of("getOmfConnections", 404);
    Exchange odd =
        new Exchange(
            notFound.request().withHeader("Accept", "application/xml;q=0.9, text/plain"),
            notFound.response());
    for (List<Exchange> order :
        List.of(List.of(listed, none, notFound, odd), List.of(odd, notFound, none, listed))) {
      Coverage coverage = new Coverage(CONTRACT);
      order.forEach(coverage::add);
      Coverage.Cell success = new Coverage.Cell("getOmfConnections", "v1", 200);
      Coverage.Cell error = new Coverage.Cell("getOmfConnections", "v1", 404);
      assertThat(coverage.count(success)).isEqualTo(2);
      assertThat(coverage.proof(success)).contains(listed);
      assertThat(coverage.proof(error)).contains(notFound);
    }
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
