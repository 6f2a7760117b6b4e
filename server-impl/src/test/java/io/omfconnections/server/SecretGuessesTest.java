package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.RawConnection.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token endpoint while secrets are guessed. */
class SecretGuessesTest {
  private OmfConnectionsServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    // Many iterations, so that concurrent requests wait for each other.
    String slow =
        "pbkdf2-sha256$3000000$c2FsdA==$" + Base64.getEncoder().encodeToString(new byte[32]);
    Path directory = folder.resolve("directory.yaml");
    Files.writeString(
        directory,
        """
        tenants:
          - id: tenant
            roles: [{id: administrator, administrator: true}]
            clients:
              - {id: slow, secretHash: HASH}
        """
            .replace("HASH", slow),
        UTF_8);
    server =
        OmfConnectionsServer.start(ServerConfig.builder().port(0).directory(directory).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void more_guesses_at_once_than_can_be_hashed_get_503() throws Exception {
    int guesses = 8 * Runtime.getRuntime().availableProcessors() + 20;
    ExecutorService threads = Executors.newFixedThreadPool(guesses);
    try {
      List<Future<RawResponse>> responses = new ArrayList<>();
      for (int i = 0; i < guesses; i++) {
        responses.add(threads.submit(() -> token("slow", "wrong")));
      }
      List<RawResponse> refused = new ArrayList<>();
      for (Future<RawResponse> response : responses) {
        assertThat(response.get().status()).isIn(401, 503);
        if (response.get().status() == 503) {
          refused.add(response.get());
        }
      }

      assertThat(refused).hasSizeGreaterThanOrEqualTo(20).hasSizeLessThan(guesses);
      for (RawResponse response : refused) {
        assertThat(response.headers())
            .containsEntry("retry-after", "5")
            .containsEntry("cache-control", "no-store");
        assertThat(new ObjectMapper().readTree(response.body()).path("error").asText())
            .isEqualTo("temporarily_unavailable");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private RawResponse token(String id, String secret) throws IOException {
    String form = "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret;
    try (RawConnection connection = new RawConnection(server)) {
      connection.sendHead(
          "POST /identity/connect/token HTTP/1.1\r\nHost: a"
              + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
              + form.length());
      connection.write(form);
      return connection.read();
    }
  }
}
