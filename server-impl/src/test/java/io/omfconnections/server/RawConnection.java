package io.omfconnections.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** TCP connection to a server on this machine, for requests that are written as raw text. */
final class RawConnection implements AutoCloseable {
  /**
   * A response.
   *
   * @param headers the header fields, by name in lower case
   */
  record RawResponse(int status, Map<String, String> headers, String body) {
    /** Asserts that this is an error response with the standard error body. */
    void assertError(int expectedStatus) throws IOException {
      assertThat(status).isEqualTo(expectedStatus);
      assertThat(headers)
          .containsEntry("content-type", "application/json")
          .containsEntry("content-length", String.valueOf(body.getBytes(UTF_8).length));
      assertThat(new ObjectMapper().readTree(body).path("OperationId").asText())
          .isNotEmpty()
          .isEqualTo(headers.get("operation-id"));
    }
  }

  private final Socket socket;
  private final BufferedReader reader;

  RawConnection(OmfConnectionsServer server) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), server.baseUri().getPort());
    socket.setSoTimeout(20_000);
    reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
  }

  /** Sends a request line and header fields, and the empty line that ends them. */
  void sendHead(String head) throws IOException {
    write(head + "\r\n\r\n");
  }

  void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /** Reads the next response, with its body. */
  RawResponse read() throws IOException {
    String line = reader.readLine();
    assertThat(line).startsWith("HTTP/1.1 ");
    final int status = Integer.parseInt(line.split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
      String[] parts = line.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
    }
    StringBuilder body = new StringBuilder();
    if (headers.containsKey("content-length")) {
      append(body, Integer.parseInt(headers.get("content-length")));
    } else if ("chunked".equals(headers.get("transfer-encoding"))) {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        append(body, size);
        reader.readLine();
      }
      reader.readLine();
    }
    return new RawResponse(
        status, headers, new String(body.toString().getBytes(ISO_8859_1), UTF_8));
  }

  /** Returns whether the server has closed the connection. */
  boolean isClosed() throws IOException {
    return reader.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(reader.readLine().strip(), 16);
  }

  private void append(StringBuilder body, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      body.append((char) reader.read());
    }
  }
}
