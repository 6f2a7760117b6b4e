package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicCredentialsTest {
  @Test
  void text_form_has_the_client_and_not_the_secret() {
    BasicCredentials credentials = BasicCredentials.of(header("client:s+c%"));

    assertThat(String.valueOf(credentials)).contains("client").doesNotContain("s+c%");
  }

  @ParameterizedTest
  @CsvSource({"client:secret, client, secret", "a:b:c, a, b:c", ":secret, '', secret", "a:, a, ''"})
  void first_colon_ends_the_client_id(String text, String clientId, String secret) {
    assertThat(BasicCredentials.of(header(text)))
        .isEqualTo(new BasicCredentials(clientId, Set.of(secret)));
  }

  private static String header(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }
}
