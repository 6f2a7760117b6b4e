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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads files in the HTTP Archive format 1.2 (see {@link HarFile}). Holds one entry in memory at a
 * time. Of an entry that is not wanted, it skips all that follows the URL.
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

  private final HarFile file;
  private final Function<String, Optional<String>> targets;
  private final Consumer<HarEntry> entries;
  private long count;

  // Of the entry that is being read
  private @Nullable String target;
  private boolean unwanted;

  private HarReader(
      HarFile file, Function<String, Optional<String>> targets, Consumer<HarEntry> entries) {
    this.file = file;
    this.targets = targets;
    this.entries = entries;
  }

  /**
   * Reads the entries of a file that have a response.
   *
   * @param targets returns the request target for a URL; empty if the entry is not wanted
   * @param entries receives the wanted entries in the order of the file
   * @return the number of entries with a response or a URL that is not wanted
   * @throws CannotCheckException if the file cannot be read or is not a HAR file
   */
  static long read(
      Path file, Function<String, Optional<String>> targets, Consumer<HarEntry> entries) {
    try (HarFile har = HarFile.open(file);
        InputStream in = har.json();
        JsonParser parser = MAPPER.createParser(in)) {
      HarReader reader = new HarReader(har, targets, entries);
      if (!reader.read(parser)) {
        throw new CannotCheckException(file + " is not a HAR file: it has no log.entries.");
      }
      return reader.count;
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
  }

  /** Reads the entries; returns false if there is no list of entries. */
  private boolean read(JsonParser parser) throws IOException {
    parser.nextToken();
    if (!find(parser, "log")
        || !find(parser, "entries")
        || parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entry(parser);
    }
    return true;
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
    ObjectNode request = MAPPER.createObjectNode();
    ObjectNode response = MAPPER.createObjectNode();
    target = null;
    unwanted = false;
    properties(
        parser,
        part -> {
          switch (part) {
            case "request" -> properties(parser, property -> request(request, property, parser));
            case "response" -> properties(parser, property -> add(response, property, parser));
            default -> parser.skipChildren();
          }
        });
    boolean hasResponse = response.path("status").asInt() >= 100;
    if (unwanted || hasResponse) {
      count++;
    }
    if (target != null && hasResponse) {
      entries.accept(entry(target, request, response));
    }
  }

  private void request(ObjectNode request, String property, JsonParser parser) throws IOException {
    add(request, property, parser);
    if (property.equals("url")) {
      // Without the fragment, which is never sent (RFC 9110, section 4.2.5)
      String url = request.path("url").asText().replaceFirst("#.*", "");
      target = targets.apply(url).orElse(null);
      unwanted = target == null;
    }
  }

  private void add(ObjectNode node, String property, JsonParser parser) throws IOException {
    if (unwanted) {
      parser.skipChildren();
    } else {
      node.set(property, MAPPER.<JsonNode>readTree(parser));
    }
  }

  /** Passes the name of each property of an object to a reader, which reads or skips its value. */
  private static void properties(JsonParser parser, PropertyReader reader) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String property = parser.currentName();
      parser.nextToken();
      reader.read(property);
    }
  }

  private interface PropertyReader {
    void read(String property) throws IOException;
  }

  private HarEntry entry(String target, JsonNode request, JsonNode response) throws IOException {
    Optional<Body> sent = file.body(request.path("postData"));
    Optional<Body> received = file.body(response.path("content"));
    String method = request.path("method").asText();
    int status = response.path("status").asInt();
    boolean hasNoBody = method.equals("HEAD") || STATUSES_WITHOUT_BODY.contains(status);
    Headers requestHeaders = headers(request);
    Headers responseHeaders = headers(response);
    return new HarEntry(
        Instant.EPOCH,
        new Exchange(
            new Request(method, target, requestHeaders, sent.orElse(Body.empty()), true),
            new Response(status, responseHeaders, received.orElse(Body.empty()))),
        isKnown(sent, request, requestHeaders, false)
            || isEmpty(requestHeaders, !HarEntry.mayHaveBody(method)),
        isKnown(received, response, responseHeaders, hasNoBody)
            || isEmpty(responseHeaders, hasNoBody));
  }

  /**
   * Returns whether the file has the body of a message. Playwright writes an empty text for bodies
   * that it has not recorded: the message then says that it has a length.
   *
   * @param never whether messages of this kind have no body, whatever their fields say
   */
  private static boolean isKnown(
      Optional<Body> body, JsonNode message, Headers headers, boolean never) {
    if (body.isEmpty()) {
      return false;
    }
    boolean hasLength =
        message.path("bodySize").asLong() > 0
            || headers.first("Content-Length").filter(length -> !length.equals("0")).isPresent();
    return !body.get().isEmpty() || !hasLength || never;
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
}
