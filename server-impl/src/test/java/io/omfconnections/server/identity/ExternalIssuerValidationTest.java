package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which configurations of an external issuer are accepted. */
class ExternalIssuerValidationTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/.well-known/openid-configuration",
    "https://a.example/, https://a.example/.well-known/openid-configuration",
    "https://a.example/t/v2, https://a.example/t/v2/.well-known/openid-configuration"
  })
  void discovery_url_is_below_the_issuer(URI issuer, URI discovery) {
    ExternalIssuer external = new ExternalIssuer(issuer, Set.of("a"), null, ClaimNames.DEFAULT);

    assertThat(external.discoveryUri()).isEqualTo(discovery);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.example", "mailto:a@b", "ftp://a.example"})
  void issuer_must_be_an_http_url(URI issuer) {
    assertThatThrownBy(() -> new ExternalIssuer(issuer, Set.of("a"), null, ClaimNames.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http or https URL");
  }

  @ParameterizedTest
  @CsvSource({"PT0S, true", "PT5M, true", "PT-1S, false", "PT5M1S, false", "PT0.5S, false"})
  void clock_skew_is_zero_to_five_minutes_in_whole_seconds(Duration skew, boolean accepted) {
    ThrowingCallable creation =
        () ->
            new ExternalIssuer(
                URI.create("https://a.example"), Set.of("a"), null, ClaimNames.DEFAULT, skew);

    if (accepted) {
      assertThatCode(creation).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(creation)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PT0S to PT5M");
    }
  }

  @Test
  void issuer_requires_an_audience() {
    assertThatThrownBy(
            () ->
                new ExternalIssuer(
                    URI.create("https://a.example"), Set.of(), null, ClaimNames.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("audience");
  }
}
