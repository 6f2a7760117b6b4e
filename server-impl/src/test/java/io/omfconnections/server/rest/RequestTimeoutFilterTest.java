package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeoutFilterTest {
  private final Contract contract = Contract.load();
  private static final String READING = "getOmfConnection";
  private static final String WRITING = "createOmfConnection";

  private final RequestTimeoutFilter filter = new RequestTimeoutFilter();

  @ParameterizedTest
  @CsvSource({
    "20, PT20S",
    "2.5, PT2.5S",
    "007, PT7S",
    "0.5, PT0.5S",
    "10.000000000000000000001, PT10S"
  })
  void theCallerSaysHowManySecondsItWaits(String value, Duration limit) {
    for (String operation : new String[] {READING, WRITING}) {
      Duration remaining = remaining(operation, value);
      assertThat(remaining).isBetween(limit.minusMillis(450), limit);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"31", "1000000", "2147483648", "99999999999999999999999999999"})
  void theServicesOwnLimitIsTheLongest(String value) {
    for (String operation : new String[] {READING, WRITING}) {
      assertThat(remaining(operation, value))
          .isBetween(Requests.LIMIT.minusSeconds(1), Requests.LIMIT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000000001", "0.000000000000000000000000000000000000000001"})
  void lessThanANanosecondIsOverAtOnce(String value) {
    assertThat(remaining(READING, value)).isZero();
    assertThat(remaining(WRITING, value)).isZero();
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
  void whatIsNoPositiveNumberIsRefusedWhereThatIsDocumentedAndElseIgnored(String value) {
    assertThat(remaining(READING, value)).isGreaterThan(Requests.LIMIT.minusSeconds(1));
    assertThatThrownBy(() -> remaining(WRITING, value))
        .isInstanceOfSatisfying(
            ApiException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.HEADER_INVALID);
              assertThat(error.parameters()).containsOnlyKeys("Request-Timeout");
            });
  }

  @Test
  void twoHeadersAreNoNumber() {
    ContainerRequest request = Requests.of(Requests.operation(contract, WRITING));
    request.header("Request-Timeout", "5");
    request.header("Request-Timeout", "6");

    assertThatThrownBy(() -> filter.filter(request)).isInstanceOf(ApiException.class);
  }

  @Test
  void withoutTheHeaderTheServicesOwnLimitHolds() {
    ContainerRequest request = Requests.of(Requests.operation(contract, WRITING));

    filter.filter(request);

    assertThat(Call.of(request).deadline().remaining())
        .isBetween(Requests.LIMIT.minusSeconds(1), Requests.LIMIT);
  }

  @Test
  void outsideTheContractTheHeaderMeansNothing() {
    ContainerRequest request = Requests.to("GET", IdentityResource.DISCOVERY);
    request.header("Request-Timeout", "-1");

    filter.filter(request);

    assertThat(Call.of(request).deadline().isExpired()).isFalse();
  }

  private Duration remaining(String operationId, String value) {
    ContainerRequest request = Requests.of(Requests.operation(contract, operationId));
    request.header("Request-Timeout", value);
    filter.filter(request);
    return Call.of(request).deadline().remaining();
  }
}
