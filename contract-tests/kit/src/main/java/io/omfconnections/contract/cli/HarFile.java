package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A HAR file: plain, compressed with gzip or zlib (as mitmproxy writes {@code .zhar}), or in a ZIP
 * file with the bodies, as Playwright writes it. The property {@code _file} of Playwright names the
 * file of a body, in the ZIP file or beside the HAR file.
 */
final class HarFile implements AutoCloseable {
  private final Path path;
  private final @Nullable ZipFile zip;

  private HarFile(Path path, @Nullable ZipFile zip) {
    this.path = path;
    this.zip = zip;
  }

  /** Opens a file. */
  static HarFile open(Path path) throws IOException {
    return new HarFile(path, start(path).startsWith("PK") ? new ZipFile(path.toFile()) : null);
  }

  private static String start(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(2), ISO_8859_1);
    }
  }

  /** Returns the JSON. */
  InputStream json() throws IOException {
    if (zip != null) {
      List<? extends ZipEntry> hars =
          zip.stream().filter(entry -> entry.getName().endsWith(".har")).toList();
      if (hars.size() != 1) {
        throw new CannotCheckException(
            path
                + " is a ZIP file with "
                + hars.size()
                + " files *.har. It must have exactly one.");
      }
      return new BufferedInputStream(zip.getInputStream(hars.get(0)));
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(path));
    String start = start(path);
    if (start.equals("\u001f\u008b")) { // RFC 1952, section 2.3.1
      return new GZIPInputStream(in);
    }
    return start.startsWith("x") ? new InflaterInputStream(in) : in; // RFC 1950, section 2.2
  }

  /**
   * Returns a body; empty if the file omits it.
   *
   * @param content the property {@code postData} or {@code content} of the HAR file
   */
  Optional<Body> body(JsonNode content) throws IOException {
    String name = content.path("_file").asText();
    if (!name.isEmpty()) {
      return attached(name);
    }
    if (!content.has("text")) {
      return Optional.empty();
    }
    String text = content.path("text").asText();
    if (!content.path("encoding").asText().equals("base64")) {
      return Optional.of(Body.of(text));
    }
    try {
      return Optional.of(Body.of(Base64.getMimeDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new CannotCheckException(
          "The HAR file has a body with encoding base64 that is not valid base64.");
    }
  }

  private Optional<Body> attached(String name) throws IOException {
    if (zip != null) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(Body.of(in.readAllBytes()));
      }
    }
    // Only a plain name: a recording must not make the kit read any other file.
    if (!name.matches("[\\w-]+(\\.[\\w-]+)*")) {
      return Optional.empty();
    }
    Path file = path.resolveSibling(name);
    return Files.isRegularFile(file)
        ? Optional.of(Body.of(Files.readAllBytes(file)))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
