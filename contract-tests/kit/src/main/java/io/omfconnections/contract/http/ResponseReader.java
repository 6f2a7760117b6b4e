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

/** Reads responses as RFC 9112 has them, and forgives nothing. */
public final class ResponseReader extends MessageReader {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");

  public ResponseReader(InputStream in) {
    super(in);
  }

  /**
   * Reads the final response to a request with the given method; interim ones are skipped.
   *
   * @throws ProtocolException when it is not HTTP
   */
  public Response read(String method) throws IOException {
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

  private Body body(String method, int status, Headers headers) throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return Body.empty();
    }
    byte[] framed = framedBody(headers);
    return Body.of(framed == null ? in.readAllBytes() : framed);
  }
}
