package io.omfconnections.server.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class LimitedRetrieverTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

  private final LimitedRetriever retriever = new LimitedRetriever(Duration.ofSeconds(30));

  @Test
  void document_is_fetched() throws IOException {
    assertThat(fetch(out -> out.write("{\"keys\":[]}".getBytes(US_ASCII))))
        .isEqualTo("{\"keys\":[]}");
  }

  /** Each byte arrives in time, but not the whole document. */
  @Test
  void slow_document_times_out() {
    assertThatThrownBy(
            () ->
                fetch(
                    new LimitedRetriever(Duration.ofMillis(500)),
                    out -> {
                      for (int i = 0; i < 100; i++) {
                        out.write(' ');
                        out.flush();
                        Thread.sleep(100);
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not respond within");
  }

  @Test
  void endless_document_is_rejected() {
    assertThatThrownBy(
            () ->
                fetch(
                    out -> {
                      while (true) {
                        out.write(new byte[64 * 1024]);
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("can't be read");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void document_is_limited_to_one_mebibyte(int extraBytes) throws IOException {
    Sender sender = out -> out.write(" ".repeat((1 << 20) + extraBytes).getBytes(US_ASCII));
    if (extraBytes == 0) {
      assertThat(fetch(sender)).hasSize(1 << 20);
    } else {
      assertThatThrownBy(() -> fetch(sender))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("more than 1048576 bytes");
    }
  }

  @Test
  void interrupted_thread_stops_and_stays_interrupted() {
    Thread.currentThread().interrupt();

    try {
      assertThatThrownBy(() -> fetch(out -> Thread.sleep(10_000)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private interface Sender {
    void send(OutputStream out) throws Exception;
  }

  private String fetch(Sender sender) throws IOException {
    return fetch(retriever, sender);
  }

  private static String fetch(LimitedRetriever retriever, Sender sender) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read(new byte[8192]);
                  socket.getOutputStream().write(HEAD.getBytes(US_ASCII));
                  sender.send(socket.getOutputStream());
                } catch (Exception e) {
                  // the client has closed the connection
                }
              });
      thread.setDaemon(true);
      thread.start();
      return retriever.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/keys"));
    }
  }
}
