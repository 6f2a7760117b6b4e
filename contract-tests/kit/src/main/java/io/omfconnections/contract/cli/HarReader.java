package io.omfconnections.contract.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * Reads files in the HTTP Archive format 1.2, also compressed with gzip. Holds one entry in memory
 * at a time, and of entries that are not wanted only the URL and the headers of the request.
 */
final class HarReader {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxNestingDepth(10_000)
                          .build())
                  .build())
          .build();

  private static final Set<Integer> STATUSES_WITHOUT_BODY = Set.of(204, 205, 304);

  private final Path file;
  private final Predicate<String> wanted;
  private final Consumer<HarEntry> entries;
  private long count;

  private HarReader(Path file, Predicate<String> wanted, Consumer<HarEntry> entries) {
    this.file = file;
    this.wanted = wanted;
    this.entries = entries;
  }

  /**
   * Reads the entries of a file that have a response.
   *
   * @param wanted tells by the URL whether an entry is wanted
   * @param entries receives the wanted entries in the order of the file
   * @return the number of entries with a response or a URL that is not wanted
   * @throws CannotCheckException if the file cannot be read or is not a HAR file
   */
  static long read(Path file, Predicate<String> wanted, Consumer<HarEntry> entries) {
    HarReader reader = new HarReader(file, wanted, entries);
    try (InputStream in = open(file);
        JsonParser parser = MAPPER.createParser(in)) {
      reader.read(parser);
    } catch (StreamConstraintsException e) {
      throw new CannotCheckException(
          file
              + " cannot be checked: it exceeds a limit of omf-contract. "
              + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw new CannotCheckException(
          file
              + " is not a HAR file: it is not JSON at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ".");
    } catch (IOException e) {
      throw new CannotCheckException("Cannot read " + file + ": " + e);
    }
    return reader.count;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b; // RFC 1952, section 2.3.1
    in.reset();
    return gzip ? new GZIPInputStream(in) : in;
  }

  private void read(JsonParser parser) throws IOException {
    parser.nextToken();
    if (!find(parser, "log")
        || !find(parser, "entries")
        || parser.currentToken() != JsonToken.START_ARRAY) {
      throw new CannotCheckException(file + " is not a HAR file: it has no log.entries.");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entry(parser);
    }
  }

  /** Moves from the start of an object to the value of a property. */
  private static boolean find(JsonParser parser, String property) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(property);
      parser.nextToken();
      if (found) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private void entry(JsonParser parser) throws IOException {
    ObjectNode entry = MAPPER.createObjectNode();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        switch (property) {
          case "request" -> entry.set(property, request(parser));
          case "response" -> addUnlessUnwanted(entry, property, parser, entry.path("request"));
          default -> parser.skipChildren();
        }
      }
    } else {
      parser.skipChildren();
    }
    JsonNode request = entry.path("request");
    if (isUnwanted(request)) {
      count++;
    } else if (entry.at("/response/status").asInt() >= 100) {
      count++;
      entries.accept(entry(request, entry.path("response")));
    }
  }

  private ObjectNode request(JsonParser parser) throws IOException {
    ObjectNode request = MAPPER.createObjectNode();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String property = parser.currentName();
        parser.nextToken();
        addUnlessUnwanted(request, property, parser, request);
      }
    } else {
      parser.skipChildren();
    }
    return request;
  }

  private void addUnlessUnwanted(
      ObjectNode node, String property, JsonParser parser, JsonNode request) throws IOException {
    if (isUnwanted(request)) {
      parser.skipChildren();
    } else {
      node.set(property, MAPPER.<JsonNode>readTree(parser));
    }
  }

  /** Returns whether the URL is known and not wanted. */
  private boolean isUnwanted(JsonNode request) {
    return request.has("url") && !wanted.test(url(request));
  }

  /** Returns the URL without the fragment, which is never sent (RFC 9110, section 4.2.5). */
  private static String url(JsonNode request) {
    return request.path("url").asText().replaceFirst("#.*", "");
  }

  private static HarEntry entry(JsonNode request, JsonNode response) {
    JsonNode sent = request.path("postData");
    JsonNode received = response.path("content");
    String method = request.path("method").asText();
    int status = response.path("status").asInt();
    Headers requestHeaders = headers(request);
    Headers responseHeaders = headers(response);
    return new HarEntry(
        Instant.EPOCH,
        new Exchange(
            new Request(method, url(request), requestHeaders, body(sent), true),
            new Response(status, responseHeaders, body(received))),
        sent.has("text") || isEmpty(requestHeaders, !HarEntry.mayHaveBody(method)),
        received.has("text")
            || isEmpty(
                responseHeaders, method.equals("HEAD") || STATUSES_WITHOUT_BODY.contains(status)));
  }

  /**
   * Returns whether the message certainly has no body. A size of 0 in the file does not say so:
   * several programs write it for bodies that they have not recorded.
   *
   * @param usually whether messages of this kind have no body
   */
  private static boolean isEmpty(Headers headers, boolean usually) {
    return headers
        .first("Content-Length")
        .map(length -> length.equals("0"))
        .orElse(usually && headers.all("Transfer-Encoding").isEmpty());
  }

  private static Headers headers(JsonNode message) {
    Headers headers = Headers.none();
    for (JsonNode header : message.path("headers")) {
      String name = header.path("name").asText();
      // Skips the pseudo-header fields of HTTP/2, such as :authority.
      if (!name.startsWith(":")) {
        // Browsers join fields of the same name with line feeds.
        for (String value : header.path("value").asText().split("\n", -1)) {
          headers = headers.plus(name, value.strip());
        }
      }
    }
    return headers;
  }

  private static Body body(JsonNode content) {
    String text = content.path("text").asText();
    if (!content.path("encoding").asText().equals("base64")) {
      return Body.of(text);
    }
    try {
      return Body.of(Base64.getMimeDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new CannotCheckException(
          "The HAR file has a body with encoding base64 that is not valid base64.");
    }
  }
}
