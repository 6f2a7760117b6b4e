package io.omfconnections.contract.suites;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.harness.Independent;
import io.omfconnections.contract.harness.TestsHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** CreatedDate is the time at which the connection was created. */
@ContractSuite
@Order(1)
class CreatedDateTest {
  @Test
  @Independent
  void created_date_is_time_of_creation(Api api) {
    Instant before = Instant.now();
    String id = api.createNamed("now");
    Instant created = Instant.parse(api.get(id).expect(200).path("CreatedDate").asText());
    // Allows ten minutes of clock skew, but not local time instead of UTC.
    assertThat(created).isBetween(before.minusSeconds(600), before.plusSeconds(600));
  }

  @Test
  @Independent
  @TestsHttp // because a proxy may replace Date by its own time
  void created_date_agrees_with_clock_of_server(Api api) {
    Instant earliest = serverTime(api, api.get(Api.UNKNOWN_CONNECTION), Duration.ZERO);
    ApiResponse response = api.create(Bodies.connection("now"));
    Instant latest = serverTime(api, response, Duration.ofSeconds(1)); // Date has whole seconds
    Instant created = Instant.parse(response.expect(202).path("CreatedDate").asText());
    // Clocks of one server may differ slightly.
    assertThat(created).isBetween(earliest.minusMillis(500), latest.plusMillis(500));
  }

  /**
   * Returns the time of the server at a response, from its Date field. A server on this machine has
   * the same clock.
   */
  private static Instant serverTime(Api api, ApiResponse response, Duration precision) {
    Optional<Instant> date =
        response
            .exchange()
            .response()
            .headers()
            .first("Date")
            .map(text -> Instant.from(RFC_1123_DATE_TIME.parse(text)).plus(precision));
    String host = String.valueOf(api.client().base().getHost());
    assumeThat(date.isPresent() || host.matches("localhost|127\\..*|\\[::1]"))
        .as("needs the header field Date in responses, or a server on this machine")
        .isTrue();
    return date.orElseGet(Instant::now);
  }
}
