package io.omfconnections.contract.http;

import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads HTTP/1.1 responses (RFC 9112). Strict, as {@link MessageReader}. */
public final class ResponseReader extends MessageReader {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");

  /** Creates a reader of the responses on one connection. */
  public ResponseReader(InputStream in) {
    super(in);
  }

  /**
   * Reads the final response and skips interim (1xx) responses.
   *
   * @param method the request method: a response to HEAD has no body
   * @throws ProtocolException if the response is malformed
   */
  public Response read(String method) throws IOException {
    while (true) {
      String line = line();
      Matcher statusLine = STATUS_LINE.matcher(line);
      if (!statusLine.matches()) {
        throw new ProtocolException("malformed status line: " + line);
      }
      int status = Integer.parseInt(statusLine.group(1));
      Headers headers = headers();
      if (status >= 200) {
        return new Response(status, headers, body(method, status, headers));
      }
    }
  }

  /** Reads the bytes after a response, until the connection is closed or the read times out. */
  byte[] rest() throws IOException {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        rest.write(b);
      }
    } catch (SocketTimeoutException | SocketException e) {
      // A server that keeps the connection open or resets it sends nothing more.
    }
    return rest.toByteArray();
  }

  private Body body(String method, int status, Headers headers) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return Body.empty();
    }
    byte[] framed = framedBody(headers);
    return Body.of(framed == null ? in.readAllBytes() : framed);
  }
}
