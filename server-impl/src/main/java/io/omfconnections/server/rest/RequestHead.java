package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glassfish.grizzly.Buffer;

/**
 * The head of one request: request line and header section. Checks it strictly, before Grizzly
 * parses it: Grizzly accepts requests that RFC 9112 forbids, and a proxy in front of the service
 * could find the end of such a request elsewhere, which is known as request smuggling (RFC 9112,
 * section 11.2).
 *
 * <p>The parser of Grizzly 4.0.2:
 *
 * <ul>
 *   <li>ignores an unknown Transfer-Encoding
 *   <li>ignores Content-Length if there is a Transfer-Encoding, instead of rejecting the request
 *   <li>ignores the second of two Host fields
 *   <li>reads a header line without a colon as the beginning of a field name that continues on the
 *       next lines, even in the next request
 *   <li>accepts control characters, and CR that is not followed by LF
 *   <li>treats HTTP/2.0 as HTTP/1.1
 *   <li>throws an exception for the host {@code a:1:2}
 *   <li>rejects empty lines before a request, which should be ignored
 * </ul>
 *
 * <p>Bytes are checked as they arrive, so that a malformed head is rejected without waiting for its
 * end. A line ends with CR LF and nothing else.
 */
final class RequestHead {
  /** Maximum number of empty lines before a request line, which are ignored. */
  static final int MAX_EMPTY_LINES = 4;

  /** Maximum number of pieces in which the bytes of an incomplete head are kept. */
  static final int MAX_PIECES = 64;

  private static final String CR_LF = "\r\n";
  private static final String HTTP_1 = "HTTP/1.";
  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

  /** The characters of a token. Not a pattern: each byte of most heads is checked with it. */
  private static final BitSet TOKEN = new BitSet();

  static {
    TOKEN.set('0', '9' + 1);
    TOKEN.set('A', 'Z' + 1);
    TOKEN.set('a', 'z' + 1);
    "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
  }

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  /** Grizzly parses a target with this beginning as an absolute URL. */
  private static final String LIKE_URL = "http";

  private static final Pattern URL = Pattern.compile("(?i)https?://([^/?#]++)([/?].*)?");

  /**
   * Host and optional port (RFC 9110, section 7.2). Allows underscores, which are common in the
   * host names of containers.
   */
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]++|\\[[0-9A-Fa-f:.]++])(:[0-9]{0,5})?");

  /** Content type of the first record that a TLS client sends (RFC 8446, section 5.1). */
  private static final int TLS_HANDSHAKE = 22;

  private static final int CR = '\r';
  private static final int LF = '\n';

  private final int maxBytes;
  private int start;
  private int end;
  private int lineStart;
  private int emptyLines;
  private int pieces;
  private boolean complete;
  private boolean http10;

  /**
   * Creates a head of which no bytes have arrived.
   *
   * @param start the index of the first byte in the buffers that are passed to {@link #read}
   * @param maxBytes maximum size, in bytes, without empty lines before the request line
   */
  RequestHead(int start, int maxBytes) {
    this.start = start;
    this.end = start;
    this.lineStart = start;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads the bytes that have arrived since the last call.
   *
   * @param buffer all bytes so far, at the same indexes in each call
   * @return whether the head is complete
   * @throws MalformedHttpException if the request is malformed
   */
  boolean read(Buffer buffer) {
    pieces++;
    int limit = buffer.limit();
    int current = end > lineStart ? buffer.get(end - 1) : 0;
    while (!complete && end < limit) {
      int previous = end > lineStart ? current : 0;
      current = buffer.get(end++);
      if ((previous == CR) != (current == LF)) {
        throw new MalformedHttpException("has a line that does not end with CR LF");
      }
      if (current == LF) {
        endLine();
        if (complete) {
          check(lines(buffer));
        }
      } else if (current == TLS_HANDSHAKE && end == start + 1) {
        throw new MalformedHttpException("is a TLS handshake, but the service expects plain HTTP");
      } else if (isControl(current) && current != CR) {
        throw new MalformedHttpException("has a control character in its head");
      }
      if (end - start > maxBytes) {
        throw new MalformedHttpException("has a head of more than " + maxBytes + " bytes");
      }
    }
    return complete;
  }

  /** Returns whether the head is incomplete, and its bytes should be copied into one piece. */
  boolean hasManyPieces() {
    return !complete && pieces >= MAX_PIECES;
  }

  /** Called when the bytes have been copied into one piece. */
  void joined() {
    pieces = 1;
  }

  /** Returns the index of the first byte of the request line. */
  int start() {
    return start;
  }

  /** Returns whether the request is of HTTP/1.0; all others are treated as HTTP/1.1. */
  boolean isHttp10() {
    return http10;
  }

  /** Returns whether a byte is a control character other than a tab. */
  static boolean isControl(int b) {
    return (b >= 0 && b < ' ' && b != '\t') || b == 0x7F;
  }

  /** Returns whether a line is a header field (RFC 9112, section 5). */
  static boolean isField(String line) {
    return isToken(line, line.indexOf(':'));
  }

  private void endLine() {
    boolean empty = end - lineStart == 2;
    if (empty && lineStart == start) {
      if (++emptyLines > MAX_EMPTY_LINES) {
        throw new MalformedHttpException(
            "has more than " + MAX_EMPTY_LINES + " empty lines before its request line");
      }
      start = end;
    } else if (empty) {
      complete = true;
    }
    lineStart = end;
  }

  private List<String> lines(Buffer buffer) {
    String head = buffer.toStringContent(ISO_8859_1, start, end - CR_LF.length());
    List<String> lines = new ArrayList<>();
    for (int from = 0, to; from < head.length(); from = to + CR_LF.length()) {
      to = head.indexOf(CR_LF, from);
      lines.add(head.substring(from, to));
    }
    return lines;
  }

  private void check(List<String> lines) {
    String requestLine = lines.get(0);
    int method = requestLine.indexOf(' ');
    int target = requestLine.indexOf(' ', method + 1);
    String version = requestLine.substring(target + 1);
    if (!isToken(requestLine, method)
        || target <= method + 1
        || requestLine.indexOf('\t') >= 0
        || !VERSION.matcher(version).matches()) {
      throw new MalformedHttpException("has a malformed request line");
    }
    if (!version.startsWith(HTTP_1)) {
      throw new MalformedHttpException(
          ErrorCode.HTTP_VERSION_UNSUPPORTED, "has the version " + version);
    }
    http10 = version.endsWith("0");
    List<String> fields = lines.subList(1, lines.size());
    fields.forEach(RequestHead::checkField);
    checkHost(values(fields, HttpHeaders.HOST));
    checkFraming(values(fields, "Transfer-Encoding"), values(fields, HttpHeaders.CONTENT_LENGTH));
    if (requestLine.startsWith("CONNECT ")) {
      throw new MalformedHttpException(ErrorCode.METHOD_NOT_IMPLEMENTED, "has the method CONNECT");
    }
    checkTarget(requestLine.substring(method + 1, target));
  }

  /** Returns whether the text before the index is a token (RFC 9110, section 5.6.2). */
  private static boolean isToken(String text, int end) {
    for (int i = 0; i < end; i++) {
      if (!TOKEN.get(text.charAt(i))) {
        return false;
      }
    }
    return end > 0;
  }

  private static void checkField(String line) {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      throw new MalformedHttpException("has a header field that continues on a second line");
    }
    if (!isField(line)) {
      throw new MalformedHttpException("has a malformed header field");
    }
  }

  /** Returns the values of the fields with this name. */
  private static List<String> values(List<String> fields, String name) {
    String prefix = name + ":";
    List<String> values = new ArrayList<>();
    for (String field : fields) {
      if (field.regionMatches(true, 0, prefix, 0, prefix.length())) {
        values.add(field.substring(prefix.length()).strip());
      }
    }
    return values;
  }

  /** Checks the header field Host (RFC 9112, section 3.2). */
  private void checkHost(List<String> hosts) {
    if (hosts.size() > 1) {
      throw new MalformedHttpException("has more than one header field Host");
    }
    if (hosts.isEmpty() && !http10) {
      throw new MalformedHttpException("has no header field Host");
    }
    if (!hosts.isEmpty() && !hosts.get(0).isEmpty() && !isHost(hosts.get(0))) {
      throw new MalformedHttpException(
          "has a header field Host that is not a host and an optional port");
    }
  }

  /** Rejects ambiguous framing (RFC 9112, sections 6.1 to 6.3). */
  private void checkFraming(List<String> codings, List<String> lengths) {
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      throw new MalformedHttpException("has both Transfer-Encoding and Content-Length");
    }
    if (lengths.size() > 1) {
      throw new MalformedHttpException("has more than one header field Content-Length");
    }
    if (!lengths.isEmpty() && !LENGTH.matcher(lengths.get(0)).matches()) {
      throw new MalformedHttpException("has a Content-Length that is not a number of bytes");
    }
    if (!codings.isEmpty() && http10) {
      throw new MalformedHttpException("has a Transfer-Encoding in HTTP/1.0");
    }
    if (!codings.isEmpty()
        && !(codings.size() == 1 && codings.get(0).toLowerCase(Locale.ROOT).equals("chunked"))) {
      throw new MalformedHttpException("has a Transfer-Encoding other than chunked");
    }
  }

  /** Checks the host of an absolute URL (RFC 9110, sections 4.2.1 and 4.2.4). */
  private static void checkTarget(String target) {
    if (target.regionMatches(true, 0, LIKE_URL, 0, LIKE_URL.length())) {
      Matcher url = URL.matcher(target);
      if (!url.matches() || !isHost(url.group(1))) {
        throw new MalformedHttpException(
            "has a request target whose host is not a host and an optional port");
      }
    }
  }

  private static boolean isHost(String text) {
    if (!HOST.matcher(text).matches()) {
      return false;
    }
    try {
      // The syntax of IPv6 addresses is more than a pattern can check.
      return !text.startsWith("[") || new URI("http://" + text).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
