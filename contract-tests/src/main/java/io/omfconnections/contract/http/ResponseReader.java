package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.Body;
import io.omfconnections.contract.Exchange.Response;
import io.omfconnections.contract.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads responses as RFC 9112 has them, and forgives nothing. */
final class ResponseReader {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");
  private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");

  private final InputStream in;

  ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the final response to a request with the given method; interim ones are skipped.
   *
   * @throws ProtocolException when it is not HTTP
   */
  Response read(String method) throws IOException {
    while (true) {
      String line = line();
      Matcher statusLine = STATUS_LINE.matcher(line);
      if (!statusLine.matches()) {
        throw new ProtocolException("not a status line: " + line);
      }
      int status = Integer.parseInt(statusLine.group(1));
      Headers headers = headers();
      if (status >= 200) {
        return new Response(status, headers, body(method, status, headers));
      }
    }
  }

  /** The bytes that come after a response, until the connection ends or its time is over. */
  byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        rest.write(b);
      }
    } catch (SocketTimeoutException | SocketException e) {
      // Nothing more will come, or nothing more that belongs to the response.
    }
    return rest.toByteArray();
  }

  private Headers headers() throws IOException {
    Headers headers = Headers.none();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new ProtocolException("not a header field: " + line);
      }
      headers = headers.plus(field.group(1), field.group(2).strip());
    }
    return headers;
  }

  private Body body(String method, int status, Headers headers) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return Body.empty();
    }
    List<String> lengths = headers.all("Content-Length");
    List<String> encodings = headers.all("Transfer-Encoding");
    if (lengths.size() + encodings.size() > 1) {
      throw new ProtocolException("more than one framing: " + headers);
    }
    if (!encodings.isEmpty()) {
      if (!encodings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new ProtocolException("unknown framing: " + encodings);
      }
      return Body.of(chunks());
    }
    if (!lengths.isEmpty()) {
      return Body.of(exactly(Integer.parseInt(lengths.get(0))));
    }
    return Body.of(in.readAllBytes());
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        headers(); // the trailer
        return body.toByteArray();
      }
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new ProtocolException("a chunk is longer than it says");
      }
    }
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException(
          "the connection ended after " + bytes.length + " of " + size + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException(
            line.size() == 0 ? "the connection ended without a response" : "cut off: " + line);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new ProtocolException("a line that does not end with CR LF: " + text);
    }
    return text.substring(0, text.length() - 1);
  }
}
