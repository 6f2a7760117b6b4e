package io.omfconnections.contract.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A file of exchanges: JSON Lines, compressed with gzip, one exchange per line, bodies in base64.
 *
 * <p>Nothing is changed or left out, so that the exchanges can be checked again exactly as they
 * were recorded. <strong>The file therefore contains access tokens and secrets.</strong> It belongs
 * in a build directory and must not be published; to show an exchange to people, use {@link
 * Exchange#redacted()}.
 */
public final class ExchangeFile {
  /** A header field, as it is written to the file. */
  private record Field(String name, String value) {}

  /** An exchange, as it is written to the file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Line(
      String method,
      String target,
      boolean wellFormed,
      List<Field> requestHeaders,
      byte[] requestBody,
      int status,
      List<Field> responseHeaders,
      byte[] responseBody) {}

  private static final StreamReadConstraints NO_LIMITS =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxDocumentLength(-1)
          .build();

  // Escaping keeps unpaired surrogates, which UTF-8 cannot encode.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(NO_LIMITS).build())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private static final ObjectWriter WRITER =
      MAPPER.writerFor(Line.class).withRootValueSeparator("\n");
  private static final ObjectReader READER = MAPPER.readerFor(Line.class);

  private ExchangeFile() {}

  /**
   * Writes the exchanges in the given order. Creates missing parent directories and replaces an
   * existing file.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, List<Exchange> exchanges) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16);
          SequenceWriter lines = WRITER.writeValues(out)) {
        for (Exchange exchange : exchanges) {
          lines.write(line(exchange));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads all exchanges of a file, in the order in which they were written.
   *
   * @throws UncheckedIOException if the file cannot be read, is truncated, or was not written by
   *     {@link #write}
   */
  public static List<Exchange> read(Path file) {
    List<Exchange> exchanges = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16);
        MappingIterator<Line> lines = READER.readValues(in)) {
      while (lines.hasNextValue()) {
        exchanges.add(exchange(lines.nextValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(exchanges);
  }

  private static Line line(Exchange exchange) {
    Exchange.Request request = exchange.request();
    Exchange.Response response = exchange.response();
    return new Line(
        request.method(),
        request.target(),
        request.wellFormed(),
        fields(request.headers()),
        request.body().bytes(),
        response.status(),
        fields(response.headers()),
        response.body().bytes());
  }

  private static Exchange exchange(Line line) {
    return new Exchange(
        new Exchange.Request(
            line.method(),
            line.target(),
            headers(line.requestHeaders()),
            Body.of(line.requestBody()),
            line.wellFormed()),
        new Exchange.Response(
            line.status(), headers(line.responseHeaders()), Body.of(line.responseBody())));
  }

  private static List<Field> fields(Headers headers) {
    return headers.fields().stream().map(field -> new Field(field.name(), field.value())).toList();
  }

  private static Headers headers(List<Field> fields) {
    Headers headers = Headers.none();
    for (Field field : fields) {
      headers = headers.plus(field.name(), field.value());
    }
    return headers;
  }
}
