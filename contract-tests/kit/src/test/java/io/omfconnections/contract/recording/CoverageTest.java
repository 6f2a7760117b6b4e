package io.omfconnections.contract.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final Contract CONTRACT = Contract.load();
  private static final ValidExchanges VALID = new ValidExchanges(CONTRACT);

  @Test
  void status_case_of_an_exchange_is_covered_and_all_others_are_missing() {
    Coverage coverage = new Coverage(CONTRACT);
    coverage.add(VALID.of("getOmfConnection", 404));
    Coverage.StatusCase statusCase = new Coverage.StatusCase("getOmfConnection", "v1", 404);
    assertThat(coverage.covered()).containsExactly(statusCase);
    assertThat(coverage.missing()).doesNotContain(statusCase).hasSize(statusCases() - 1);
    assertThat(coverage.report())
        .contains("Covered 4xx    1 of")
        .contains("  getOmfConnection v1: [200, 401, 403, 408, 500, 503, 504]\n")
        .contains("  getOmfConnection v2-preview: [200, 401, 403, 404, 408, 500, 503, 504]\n");
  }

  @Test
  void coverage_of_one_version_ignores_the_other_version() {
    Coverage both = new Coverage(CONTRACT);
    Exchange first = VALID.of("getOmfConnection", 404);
    both.add(first);
    Coverage one = both.ofVersions(List.of("v1"));
    Coverage.StatusCase statusCase = new Coverage.StatusCase("getOmfConnection", "v1", 404);
    assertThat(one.covered()).containsExactly(statusCase);
    assertThat(one.example(statusCase)).contains(first);
    assertThat(one.statusCases()).hasSize(statusCases() / CONTRACT.versions().size());
    assertThat(one.report()).contains("getOmfConnection v1: [").doesNotContain("v2-preview");
    assertThat(both.ofVersions(List.of("v2-preview")).covered()).isEmpty();
  }

  @Test
  void only_the_status_case_without_exchange_is_missing() {
    Map<String, Exchange> all = VALID.all();
    for (Coverage.StatusCase statusCase : new Coverage(CONTRACT).statusCases()) {
      Coverage coverage = new Coverage(CONTRACT);
      all.forEach(
          (name, exchange) -> {
            if (!name.startsWith(statusCase + " ")) {
              coverage.add(exchange);
            }
          });
      assertThat(coverage.missing()).containsExactly(statusCase);
      assertThat(coverage.example(statusCase)).isEmpty();
      assertThat(coverage.report()).contains("Covered all  %3d of".formatted(statusCases() - 1));
    }
  }

  @Test
  void success_is_illustrated_with_some_data_and_an_error_with_little() {
    Exchange listed = VALID.of("getOmfConnections", 200);
    Exchange none =
        listed.withResponse(
            new Exchange.Response(200, listed.response().headers(), Body.of("{\"Results\":[]}")));
    Exchange notFound = VALID.of("getOmfConnections", 404);
    Exchange odd =
        new Exchange(
            notFound.request().withHeader("Accept", "application/xml;q=0.9, text/plain"),
            notFound.response());
    for (List<Exchange> order :
        List.of(List.of(listed, none, notFound, odd), List.of(odd, notFound, none, listed))) {
      Coverage coverage = new Coverage(CONTRACT);
      order.forEach(coverage::add);
      Coverage.StatusCase success = new Coverage.StatusCase("getOmfConnections", "v1", 200);
      Coverage.StatusCase error = new Coverage.StatusCase("getOmfConnections", "v1", 404);
      assertThat(coverage.count(success)).isEqualTo(2);
      assertThat(coverage.example(success)).contains(listed);
      assertThat(coverage.example(error)).contains(notFound);
    }
  }

  @Test
  void undocumented_status_is_not_counted() {
    Coverage coverage = new Coverage(CONTRACT);
    Exchange exchange = VALID.of("getOmfConnection", 404);
    coverage.add(
        exchange.withResponse(
            new Exchange.Response(418, exchange.response().headers(), exchange.response().body())));
    assertThat(coverage.covered()).isEmpty();
  }

  private static int statusCases() {
    return CONTRACT.versions().size()
        * CONTRACT.operations().stream().mapToInt(o -> o.responses().size()).sum();
  }
}
