package io.omfconnections.server.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OmfConnectionsExtensionTest {
  @RegisterExtension
  static final OmfConnectionsExtension OMF = OmfConnectionsExtension.builder().build();

  private static final Set<URI> OF_CLASS = new HashSet<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @RepeatedTest(2)
  void each_test_of_the_class_has_the_same_server_without_data(
      @OmfToken String token, @OmfBaseUri URI base, @OmfBaseUri String text) throws Exception {
    OF_CLASS.add(base);
    assertThat(base.toString()).isEqualTo(text).startsWith("http://127.0.0.1:");
    assertThat(list(OMF, token)).isEqualTo("{\"Results\":[]}");

    assertThat(create(OMF, token)).isEqualTo(202);

    assertThat(list(OMF, token)).contains("\"State\":\"Active\"");
  }

  @Test
  void token_belongs_to_the_client_that_is_named(
      @OmfToken(OmfConnectionsExtension.OPERATOR) String token) throws Exception {
    assertThat(create(OMF, token)).as("the operator may not create connections").isEqualTo(403);
    assertThatThrownBy(() -> OMF.token("unknown"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown");
  }

  @Nested
  class NestedClass {
    @Test
    void nested_class_has_the_server_of_the_class_around_it(@OmfBaseUri URI base) {
      OF_CLASS.add(base);
      assertThat(base).isEqualTo(OMF.baseUri());
    }
  }

  @AfterAll
  static void there_was_one_server() {
    assertThat(OF_CLASS).hasSize(1);
    assertThat(OMF.baseUri()).as("runs until the end").isNotNull();
  }

  @Test
  void extension_that_is_not_registered_says_what_to_do() {
    assertThatThrownBy(() -> OmfConnectionsExtension.builder().build().baseUri())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("@RegisterExtension");
  }

  /** The sample is {@link BoilerHouseTest}, which runs as a test. */
  @Test
  void documents_have_the_sample_that_is_tested() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/io/omfconnections/server/junit/BoilerHouseTest.java"));

    assertThat(Files.readString(Path.of("../docs/DEVELOPMENT.md")))
        .contains("```java\n" + source.substring(source.indexOf("class ")) + "```");
  }

  static int create(OmfConnectionsExtension omf, String token) throws Exception {
    return send(request(omf, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"Name\":\"created\",\"ClientIds\":[\"c\"]}")))
        .statusCode();
  }

  static String list(OmfConnectionsExtension omf, String token) throws Exception {
    return send(request(omf, token)).body();
  }

  private static HttpRequest.Builder request(OmfConnectionsExtension omf, String token) {
    return HttpRequest.newBuilder(omf.connectionsUri("plant-a"))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
