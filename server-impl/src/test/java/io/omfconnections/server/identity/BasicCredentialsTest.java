package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class BasicCredentialsTest {
  @Test
  void text_form_has_the_client_and_not_the_secret() {
    String header = "Basic " + Base64.getEncoder().encodeToString("client:s+c%".getBytes(UTF_8));
    BasicCredentials credentials = BasicCredentials.of(header);

    assertThat(String.valueOf(credentials)).contains("client").doesNotContain("s+c%");
  }
}
