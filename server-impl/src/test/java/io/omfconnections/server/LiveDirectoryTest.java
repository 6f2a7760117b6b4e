package io.omfconnections.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests changes of the directory file while the service runs. Long because each change of each
 * entry is a test.
 */
class LiveDirectoryTest {
  private static final String ONE = directory("t", "plant-a", "one");
  private static final String TWO = directory("t", "plant-b", "two");

  @TempDir private Path folder;

  private static String directory(String tenant, String namespace, String client) {
    return """
    tenants:
      - id: %s
        namespaces: [{id: %s}]
        roles: [{id: r, administrator: true}]
        clients: [{id: %s, secret: s3cr3t, roles: [r]}]
    """
        .formatted(tenant, namespace, client);
  }

  @Test
  void file_that_is_replaced_is_read_when_it_is_found_unchanged_once() throws IOException {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (LiveDirectory live = LiveDirectory.read(file)) {
      // As editors do it: a new file with the same name.
      Files.move(
          Files.writeString(folder.resolve("new"), TWO), file, StandardCopyOption.ATOMIC_MOVE);

      live.look();
      assertThat(live.get().client("two")).as("may still be written").isEmpty();
      live.look();
      assertThat(live.get().client("two")).isPresent();
      assertThat(live.get().client("one")).isEmpty();

      TenantDirectory read = live.get();
      live.look();
      assertThat(live.get()).as("not read again").isSameAs(read);
    }
  }

  /** The beginning of a file can be a valid file, in which the other clients are missing. */
  @Test
  void file_that_is_being_written_is_not_read() throws IOException {
    String whole = ONE + "      - {id: two, secret: s3cr3t, roles: [r]}\n";
    whole =
        whole.replace(
            "clients: [{id: one, secret: s3cr3t, roles: [r]}]",
            "clients:\n      - {id: one, secret: s3cr3t, roles: [r]}");
    String beginning = whole.substring(0, whole.indexOf("      - {id: one"));
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (LiveDirectory live = LiveDirectory.read(file)) {
      Files.writeString(file, beginning);
      try (LiveDirectory valid = LiveDirectory.read(file)) {
        assertThat(valid.get().client("one")).as("valid, and without the client").isEmpty();
      }
      live.look();
      assertThat(live.get().client("one")).isPresent();

      Files.writeString(file, whole);
      live.look();
      assertThat(live.get().client("two")).isEmpty();
      live.look();
      assertThat(live.get().client("two")).isPresent();
    }
  }

  /** Kubernetes replaces the link to the folder of a volume, and keeps the path of the file. */
  @Test
  void symbolic_link_to_another_file_of_the_same_size_and_time_is_a_change() throws IOException {
    FileTime time = FileTime.fromMillis(1_000_000);
    for (String version : new String[] {"v1", "v2"}) {
      Path versioned = Files.createDirectory(folder.resolve(version)).resolve("tenants.yaml");
      Files.writeString(versioned, version.equals("v1") ? ONE : TWO);
      Files.setLastModifiedTime(versioned, time);
    }
    Path data = Files.createSymbolicLink(folder.resolve("data"), Path.of("v1"));
    try (LiveDirectory live = LiveDirectory.read(data.resolve("tenants.yaml"))) {
      Files.move(
          Files.createSymbolicLink(folder.resolve("new"), Path.of("v2")),
          data,
          StandardCopyOption.ATOMIC_MOVE);
      live.look();
      live.look();

      assertThat(live.get().client("two")).isPresent();
    }
  }

  @Test
  void invalid_or_missing_file_changes_nothing() throws IOException {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (LiveDirectory live = LiveDirectory.read(file)) {
      TenantDirectory read = live.get();
      Files.writeString(file, TWO.replace("id: r,", "id: '',"));
      live.look();
      live.look();
      assertThat(live.get()).isSameAs(read);
      assertThatThrownBy(live::reload)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The directory file "
                  + file
                  + ": line 4: tenants[0].roles[0].id is missing. The directory that was read"
                  + " before stays in use.");

      Files.delete(file);
      live.look();
      live.look();
      assertThat(live.get()).isSameAs(read);
      assertThatThrownBy(live::reload)
          .hasMessageContaining("can't be read: ")
          .hasMessageContaining("may read. The directory that was read before");

      Files.writeString(file, TWO);
      live.reload();
      assertThat(live.get().tenants())
          .extracting(Tenant::namespaceIds)
          .first()
          .asString()
          .contains("plant-b");
    }
  }

  /** A replacement of the secret in the file, and what the log says about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[s3cr3t] | line 5: tenants[0].clients[0].secret must be a string",
        "%s3cr3t | line 5: the file is not valid YAML",
        "s3cr3t, sercet: s3cr3t | line 5: tenants[0].clients[0].sercet is not a known property",
        "s3cr3t, secret: s3cr3t | line 5: duplicate property 'secret'",
        "s3cr3t, secretHash: s3cr3t | line 5: tenants[0].clients[0] must have exactly one of"
            + " 'secret', 'secretHash', 'secrets' and 'secretHashes'",
        "s3cr3t, tokenLifetime: s3cr3t | line 5: tenants[0].clients[0].tokenLifetime must be"
      })
  void invalid_file_is_logged_once_with_the_reason_and_without_a_secret(
      String replacement, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    List<ILoggingEvent> log = new ArrayList<>();
    try (LiveDirectory live = LiveDirectory.read(file)) {
      Files.writeString(file, ONE.replace("s3cr3t", replacement));
      for (int i = 0; i < 4; i++) {
        log.addAll(logged(live::look));
      }
    }

    assertThat(log)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLevel()).isEqualTo(Level.ERROR);
              assertThat(line.getFormattedMessage())
                  .startsWith("The directory file " + file + ": " + reason)
                  .endsWith(". The directory that was read before stays in use.")
                  .doesNotContain("s3cr3t");
              assertThat(line.getThrowableProxy()).as("could quote the file").isNull();
            });
  }

  @Test
  void missing_file_is_logged_once_with_its_name() throws IOException {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (LiveDirectory live = LiveDirectory.read(file)) {
      Files.delete(file);
      live.look();

      assertThat(logged(live::look))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getLevel()).isEqualTo(Level.ERROR);
                assertThat(line.getFormattedMessage())
                    .startsWith("The directory file " + file + " can't be read: it does not exist.")
                    .endsWith(" The directory that was read before stays in use.");
              });
      assertThat(logged(live::look)).isEmpty();
    }
  }

  private static List<ILoggingEvent> logged(Runnable task) {
    try (CapturedLog log = new CapturedLog(LiveDirectory.class)) {
      task.run();
      return log.events();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // which has neither pipes nor devices with names
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void endless_or_blocking_file_changes_nothing_and_a_later_one_is_read() throws Exception {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (LiveDirectory live = LiveDirectory.read(file)) {
      TenantDirectory read = live.get();
      Map<String, Executable> replacements = new LinkedHashMap<>();
      replacements.put(
          "is not a regular file",
          () -> {
            int status =
                new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
            assertThat(status).isZero();
          });
      replacements.put("or a device", () -> Files.createSymbolicLink(file, Path.of("/dev/zero")));
      replacements.put(
          "larger than 16 MiB",
          () -> {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
              sparse.setLength(1L << 32);
            }
          });
      for (Map.Entry<String, Executable> each : replacements.entrySet()) {
        Files.delete(file);
        replace(each.getValue());
        assertThatThrownBy(() -> LiveDirectory.read(file))
            .as("at the start")
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll("The directory file " + file, each.getKey());
        live.look();
        live.look();
        assertThat(live.get()).isSameAs(read);
        assertThatThrownBy(live::reload)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll(file.toString(), each.getKey(), "stays in use");
        assertThat(live.get()).isSameAs(read);
      }

      Files.delete(file);
      Files.writeString(file, TWO);
      live.look();
      live.look();
      assertThat(live.get().client("two")).isPresent();
    }
  }

  private static void replace(Executable replacement) {
    try {
      replacement.execute();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void requests_for_a_reload_do_not_wait_and_share_one() throws Exception {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    AtomicInteger reads = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (LiveDirectory live =
        LiveDirectory.read(
            file,
            path -> {
              if (reads.incrementAndGet() == 2) {
                begun.countDown();
                awaitEnd(end);
              }
              return DirectoryFile.read(path);
            })) {
      live.requestReload();
      begun.await();
      // While the file is being read: if a call waited, the test would not end.
      for (int i = 0; i < 3_000; i++) {
        live.requestReload();
      }
      Files.writeString(file, TWO);
      end.countDown();

      await().atMost(30, SECONDS).until(() -> reads.get() == 3);
      await().atMost(30, SECONDS).until(() -> live.get().client("two").isPresent());
      assertThat(reads).as("one at the start, and two").hasValue(3);
      live.requestReload();
      await().atMost(30, SECONDS).until(() -> reads.get() == 4);
    }
  }

  @Test
  @Timeout(value = 60, threadMode = SEPARATE_THREAD)
  void failure_of_a_requested_reload_does_not_end_later_ones() throws Exception {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    AtomicInteger reads = new AtomicInteger();
    LiveDirectory live =
        LiveDirectory.read(
            file,
            path -> {
              if (reads.incrementAndGet() == 2) {
                throw new IllegalStateException("a defect");
              }
              return DirectoryFile.read(path);
            });
    try (live) {
      live.requestReload();
      await().atMost(30, SECONDS).until(() -> reads.get() == 2);
      Files.writeString(file, TWO);
      live.requestReload();
      await().atMost(30, SECONDS).until(() -> live.get().client("two").isPresent());
    }
    live.requestReload(); // after the end
    assertThat(reads).hasValue(3);
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void development_directory_stays_the_same() {
    try (LiveDirectory live = LiveDirectory.read(null)) {
      TenantDirectory read = live.get();
      live.watch();
      live.reload();
      live.look();
      assertThat(live.get()).isSameAs(read);
    }
  }

  @Test
  void server_uses_a_changed_file_without_a_restart() throws Exception {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (OmfConnectionsServer server =
        OmfConnectionsServer.start(ServerConfig.builder().port(0).directory(file).build())) {
      Client client = new Client(server.baseUri(), HttpClient.newHttpClient());
      String token = client.token("one");
      assertThat(client.list(token, "plant-a")).isEqualTo(200);
      assertThat(client.list(token, "plant-b")).isEqualTo(404);

      Files.writeString(file, ONE.replace("{id: plant-a}", "{id: plant-a}, {id: plant-b}"));
      await().atMost(60, SECONDS).until(() -> client.list(token, "plant-b") == 200);
      assertThat(client.list(token, "plant-a")).isEqualTo(200);

      Files.writeString(file, TWO);
      server.reloadDirectory();
      assertThat(client.list(token, "plant-b")).as("removed client").isEqualTo(401);
      assertThat(client.token("one")).isEmpty();
      String next = client.token("two");
      assertThat(client.list(next, "plant-b")).isEqualTo(200);
      assertThat(client.list(next, "plant-a")).as("removed namespace").isEqualTo(404);

      // A namespace that comes back has its data.
      Files.writeString(file, ONE);
      server.reloadDirectory();
      assertThat(client.list(token, "plant-a")).isEqualTo(200);
    }
  }

  @Test
  void request_is_completed_with_the_directory_that_it_began_with() throws Exception {
    Path file = Files.writeString(folder.resolve("tenants.yaml"), ONE);
    try (OmfConnectionsServer server =
            OmfConnectionsServer.start(ServerConfig.builder().port(0).directory(file).build());
        RawConnection connection = new RawConnection(server)) {
      Client client = new Client(server.baseUri(), HttpClient.newHttpClient());
      String token = client.token("one");
      String body = "{\"Name\":\"pump\",\"ClientIds\":[]}";
      connection.sendHead(
          "POST /api/v1/Tenants/t/Namespaces/plant-a/OmfConnections HTTP/1.1\r\nHost: h\r\n"
              + "Expect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\nAuthorization: Bearer "
              + token);
      assertThat(connection.read().status()).as("all checks have passed").isEqualTo(100);

      Files.writeString(file, TWO);
      server.reloadDirectory();
      assertThat(client.list(token, "plant-a")).isEqualTo(401);
      connection.write(body);

      assertThat(connection.read().status()).isEqualTo(202);
    }
  }

  /** A client of the API. */
  private record Client(URI base, HttpClient http) {
    /** Returns a token; empty if it is refused. */
    String token(String id) throws IOException, InterruptedException {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(base.resolve("/identity/connect/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(
                      BodyPublishers.ofString(
                          "grant_type=client_credentials&client_secret=s3cr3t&client_id=" + id))
                  .build(),
              BodyHandlers.ofString());
      return response.statusCode() == 200
          ? response.body().replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1")
          : "";
    }

    /** Returns the status of a list of connections. */
    int list(String token, String namespace) throws IOException, InterruptedException {
      URI uri = base.resolve("/api/v1/Tenants/t/Namespaces/" + namespace + "/OmfConnections");
      return http.send(
              HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }
}
