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

/**
 * Reads the parts that requests and responses share: lines, header fields and framed bodies (RFC
 * 9112). Strict: every deviation from the grammar is a {@link ProtocolException}.
 */
public class MessageReader {
  private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)");

  final InputStream in;

  /** Creates a reader that reads no more bytes from the stream than it needs. */
  public MessageReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads one line.
   *
   * @return the line without CR LF
   * @throws EOFException if the stream ends within the line
   * @throws ProtocolException if the line does not end with CR LF
   */
  public final String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException(
            line.size() == 0 ? "connection closed before a message" : "truncated line: " + line);
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new ProtocolException("line does not end with CR LF: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /**
   * Reads the header section, including the empty line that ends it.
   *
   * @throws ProtocolException if a line is not a header field
   */
  public final Headers headers() throws IOException {
    Headers headers = Headers.none();
    for (String line = line(); !line.isEmpty(); line = line()) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new ProtocolException("malformed header field: " + line);
      }
      headers = headers.plus(field.group(1), field.group(2).strip());
    }
    return headers;
  }

  /**
   * Reads a body framed by Content-Length or Transfer-Encoding; null if neither is present.
   *
   * @throws EOFException if the stream ends within the body
   * @throws ProtocolException if the framing is ambiguous, unknown or malformed
   */
  final byte @Nullable [] framedBody(Headers headers) throws IOException {
    List<String> lengths = headers.all("Content-Length");
    List<String> encodings = headers.all("Transfer-Encoding");
    if (lengths.size() + encodings.size() > 1) {
      throw new ProtocolException("ambiguous framing: " + headers);
    }
    if (!encodings.isEmpty()) {
      if (!encodings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new ProtocolException("unsupported Transfer-Encoding: " + encodings);
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
        headers(); // trailer section
        return body.toByteArray();
      }
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new ProtocolException("chunk is longer than its size");
      }
    }
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("connection closed after " + bytes.length + " of " + size + " bytes");
    }
    return bytes;
  }

  private static int size(String text, int radix) throws ProtocolException {
    try {
      int size = Integer.parseInt(text, radix);
      if (size >= 0) {
        return size;
      }
      throw new ProtocolException("malformed size: " + text);
    } catch (NumberFormatException e) {
      throw new ProtocolException("malformed size: " + text);
    }
  }
}
