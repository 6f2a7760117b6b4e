package io.omfconnections.server.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A class with two servers: one with a seed for the class, and one for each test. */
class SeveralServersTest {
  @RegisterExtension
  static final OmfConnectionsExtension SEEDED =
      OmfConnectionsExtension.builder()
          .seed(Path.of("src/test/resources/seed.yaml"))
          .configure(config -> config.maxConcurrentRequests(10))
          .build();

  @RegisterExtension
  final OmfConnectionsExtension ofEachTest = OmfConnectionsExtension.builder().build();

  private static final Set<URI> OF_CLASS = new HashSet<>();
  private static final Set<URI> OF_TESTS = new HashSet<>();

  @RepeatedTest(2)
  void each_test_begins_with_the_seed() throws Exception {
    OF_CLASS.add(SEEDED.baseUri());
    OF_TESTS.add(ofEachTest.baseUri());
    String token = SEEDED.token(OmfConnectionsExtension.ADMINISTRATOR);
    assertThat(OmfConnectionsExtensionTest.list(SEEDED, token))
        .contains("Boiler house")
        .doesNotContain("\"created\"");

    OmfConnectionsExtensionTest.create(SEEDED, token);

    assertThat(OmfConnectionsExtensionTest.list(SEEDED, token)).contains("\"created\"");
    assertThat(
            OmfConnectionsExtensionTest.list(
                ofEachTest, ofEachTest.token(OmfConnectionsExtension.ADMINISTRATOR)))
        .isEqualTo("{\"Results\":[]}");
    SEEDED.reset();
    assertThat(OmfConnectionsExtensionTest.list(SEEDED, token))
        .contains("Boiler house")
        .doesNotContain("\"created\"");
  }

  @AfterAll
  static void servers_are_as_many_as_the_fields_say() {
    assertThat(OF_CLASS).hasSize(1);
    assertThat(OF_TESTS).hasSize(2).doesNotContainAnyElementsOf(OF_CLASS);
  }
}
