package io.omfconnections.contract.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.omfconnections.contract.exchange.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what requests and responses have in common, as RFC 9112 has it, and forgives nothing. */
public class MessageReader {
  private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");

  final InputStream in;

  public MessageReader(InputStream in) {
    this.in = in;
  }

  /** One line, without its end. */
  public final String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException(
            line.size() == 0 ? "the connection ended without a message" : "cut off: " + line);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new ProtocolException("a line that does not end with CR LF: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** The header fields, and the empty line behind them. */
  public final Headers headers() throws IOException {
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

  /** The body, framed as the header fields say; null when they say nothing. */
  final byte @Nullable [] framedBody(Headers headers) throws IOException {
    List<String> lengths = headers.all("Content-Length");
    List<String> encodings = headers.all("Transfer-Encoding");
    if (lengths.size() + encodings.size() > 1) {
      throw new ProtocolException("more than one framing: " + headers);
    }
    if (!encodings.isEmpty()) {
      if (!encodings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new ProtocolException("unknown framing: " + encodings);
      }
      return chunks();
    }
    return lengths.isEmpty() ? null : exactly(size(lengths.get(0), 10));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = size(line().split(";", 2)[0].strip(), 16);
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

  private static int size(String text, int radix) throws ProtocolException {
    try {
      int size = Integer.parseInt(text, radix);
      if (size >= 0) {
        return size;
      }
      throw new ProtocolException("not a size: " + text);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a size: " + text);
    }
  }
}
