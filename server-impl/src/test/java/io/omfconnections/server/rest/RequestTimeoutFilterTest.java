package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeoutFilterTest {
  private static final String READ_OPERATION = "getOmfConnection";
  private static final String WRITE_OPERATION = "createOmfConnection";

  private final Contract contract = Contract.load();
  private final RequestTimeoutFilter filter = new RequestTimeoutFilter();

  @ParameterizedTest
  @CsvSource({
    "20, PT20S",
    "2.5, PT2.5S",
    "007, PT7S",
    "0.5, PT0.5S",
    "10.000000000000000000001, PT10S"
  })
  void header_field_sets_timeout_in_seconds(String value, Duration timeout) {
    for (String operation : new String[] {READ_OPERATION, WRITE_OPERATION}) {
      Duration remaining = remaining(operation, value);
      assertThat(remaining).isBetween(timeout.minusMillis(450), timeout);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"31", "1000000", "2147483648", "99999999999999999999999999999"})
  void timeout_of_the_server_is_the_maximum(String value) {
    for (String operation : new String[] {READ_OPERATION, WRITE_OPERATION}) {
      assertThat(remaining(operation, value))
          .isBetween(TestRequests.TIMEOUT.minusSeconds(1), TestRequests.TIMEOUT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000000001", "0.000000000000000000000000000000000000000001"})
  void timeout_below_a_nanosecond_expires_at_once(String value) {
    assertThat(remaining(READ_OPERATION, value)).isZero();
    assertThat(remaining(WRITE_OPERATION, value)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0.0",
        "-1",
        "+1",
        "1e3",
        "1,5",
        "1.",
        ".5",
        "PT5S",
        "5s",
        "NaN",
        "Infinity",
        "0x10",
        "1 2",
        "1,2",
        "\u0665"
      })
  void invalid_timeout_is_rejected_where_400_is_documented_and_ignored_elsewhere(String value) {
    assertThat(remaining(READ_OPERATION, value))
        .isGreaterThan(TestRequests.TIMEOUT.minusSeconds(1));
    assertThatThrownBy(() -> remaining(WRITE_OPERATION, value))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.HEADER_INVALID);
              assertThat(error.parameters()).containsOnlyKeys("Request-Timeout");
            });
  }

  @Test
  void repeated_header_field_is_rejected() {
    RequestContext request = TestRequests.of(TestRequests.operation(contract, WRITE_OPERATION));
    TestRequests.addHeader(request, "Request-Timeout", "5");
    TestRequests.addHeader(request, "Request-Timeout", "6");

    assertThatThrownBy(() -> filter.filter(request)).isInstanceOf(ApiException.class);
  }

  @Test
  void timeout_of_the_server_applies_without_header_field() {
    RequestContext request = TestRequests.of(TestRequests.operation(contract, WRITE_OPERATION));

    filter.filter(request);

    assertThat(request.deadline().remaining())
        .isBetween(TestRequests.TIMEOUT.minusSeconds(1), TestRequests.TIMEOUT);
  }

  @Test
  void header_field_is_ignored_outside_the_contract() {
    RequestContext request = TestRequests.to("GET", IdentityResource.DISCOVERY);
    TestRequests.addHeader(request, "Request-Timeout", "-1");

    filter.filter(request);

    assertThat(request.deadline().isExpired()).isFalse();
  }

  private Duration remaining(String operationId, String value) {
    RequestContext request = TestRequests.of(TestRequests.operation(contract, operationId));
    TestRequests.addHeader(request, "Request-Timeout", value);
    filter.filter(request);
    return request.deadline().remaining();
  }
}
