package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Content for browsers that does not depend on the request. It is compressed once, and has an
 * entity tag, so that a browser that has it loads it again only after a change.
 */
final class WebContent {
  private final String type;
  private final byte[] plain;
  private final byte[] compressed;
  private final String tag;

  /**
   * Creates content.
   *
   * @param type the media type
   */
  WebContent(String type, byte[] content) {
    this.type = type;
    this.plain = content;
    this.compressed = compress(content);
    // Weak, because it is the same for both codings.
    this.tag = "W/\"" + hash(content) + '"';
  }

  /**
   * Returns the response to a request: compressed if the client accepts gzip; 304 if it has the
   * content already.
   *
   * @param cacheControl how long a browser may use the content without asking for changes
   */
  Response response(RequestContext request, String cacheControl) {
    String known = request.header(HttpHeaders.IF_NONE_MATCH);
    boolean unchanged = known != null && (known.equals("*") || known.contains(tag.substring(2)));
    boolean gzip = acceptsGzip(request.header(HttpHeaders.ACCEPT_ENCODING));
    byte[] body = gzip ? compressed : plain;
    Response.ResponseBuilder response =
        unchanged
            ? Response.notModified()
            : Response.ok(body, type).header(HttpHeaders.CONTENT_LENGTH, body.length);
    if (gzip && !unchanged) {
      response.header(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    return response
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.CACHE_CONTROL, cacheControl)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .build();
  }

  private static boolean acceptsGzip(@Nullable String accepted) {
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).replace(" ", "").split(",", -1)) {
      if (coding.equals("gzip") || coding.startsWith("gzip;")) {
        return !coding.matches("gzip;q=0(\\.0*)?");
      }
    }
    return false;
  }

  private static byte[] compress(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
