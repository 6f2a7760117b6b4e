package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.Headers;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes files in the HTTP Archive format 1.2, which browsers and proxies export. */
final class HarFile {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final String NOT_SHOWN = "(not shown)";
  private static final Set<String> COOKIES = Set.of("cookie", "set-cookie");

  private HarFile() {}

  /**
   * Entry of a HAR file.
   *
   * @param started when the request was sent; the epoch if read from a file
   * @param exchange the exchange; read from a file, its target is the complete URL
   * @param requestBodyKnown false if the file omits the request body
   * @param responseBodyKnown false if the file omits the response body
   */
  record Entry(
      Instant started, Exchange exchange, boolean requestBodyKnown, boolean responseBodyKnown) {}

  // ------------------------------------------------------------------------------- Reading

  /**
   * Reads the exchanges of a file. Skips requests without a response.
   *
   * @throws CannotCheckException if the file cannot be read or is not a HAR file
   */
  static List<Entry> read(Path file) {
    JsonNode entries;
    try {
      entries = MAPPER.readTree(Files.readAllBytes(file)).path("log").path("entries");
    } catch (JacksonException e) {
      throw new CannotCheckException(file + " is not a HAR file: it is not JSON.");
    } catch (IOException e) {
      throw new CannotCheckException("Cannot read " + file + ": " + e);
    }
    if (!entries.isArray()) {
      throw new CannotCheckException(file + " is not a HAR file: it has no log.entries.");
    }
    List<Entry> found = new ArrayList<>();
    for (JsonNode entry : entries) {
      if (entry.at("/response/status").asInt() >= 100) {
        found.add(entry(entry));
      }
    }
    return found;
  }

  private static Entry entry(JsonNode entry) {
    JsonNode request = entry.path("request");
    JsonNode response = entry.path("response");
    JsonNode sent = request.path("postData");
    JsonNode received = response.path("content");
    return new Entry(
        Instant.EPOCH,
        new Exchange(
            new Request(
                request.path("method").asText(),
                request.path("url").asText(),
                headers(request),
                body(sent),
                true),
            new Response(response.path("status").asInt(), headers(response), body(received))),
        sent.has("text") || request.path("bodySize").asInt(-1) == 0,
        received.has("text") || received.path("size").asInt(-1) == 0);
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

  // ------------------------------------------------------------------------------- Writing

  /**
   * Writes exchanges without tokens, secrets and cookies.
   *
   * @param base the server's base URL, which precedes the exchanges' targets
   */
  static void write(Path file, URI base, List<Entry> entries) throws IOException {
    ObjectNode log = MAPPER.createObjectNode();
    log.put("version", "1.2");
    log.putObject("creator").put("name", "omf-contract").put("version", "1");
    log.put("comment", "Times are not measured. Tokens, secrets and cookies are removed.");
    ArrayNode list = log.putArray("entries");
    entries.forEach(entry -> list.add(entry(base, entry)));
    Files.write(
        file,
        MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(MAPPER.createObjectNode().set("log", log)));
  }

  private static ObjectNode entry(URI base, Entry entry) {
    Exchange exchange = entry.exchange().redacted();
    ObjectNode node = MAPPER.createObjectNode();
    node.put("startedDateTime", entry.started().toString());
    node.put("time", 0);
    ObjectNode request = node.putObject("request");
    request.put("method", exchange.request().method());
    request.put("url", base.toString().replaceFirst("/$", "") + exchange.request().target());
    message(request, entry.exchange().request().headers(), exchange.request().headers());
    ArrayNode query = request.putArray("queryString");
    String[] parts = exchange.request().target().split("\\?", 2);
    if (parts.length == 2) {
      for (String parameter : parts[1].split("&", -1)) {
        String[] words = parameter.split("=", 2);
        query.addObject().put("name", words[0]).put("value", words.length == 2 ? words[1] : "");
      }
    }
    Body sent = exchange.request().body();
    request.put("bodySize", sent.size());
    if (!sent.isEmpty()) {
      content(request.putObject("postData"), exchange.request().headers(), sent);
    }
    ObjectNode response = node.putObject("response");
    response.put("status", exchange.status());
    response.put("statusText", "");
    message(response, entry.exchange().response().headers(), exchange.response().headers());
    Body received = exchange.response().body();
    content(response.putObject("content"), exchange.response().headers(), received)
        .put("size", received.size());
    response.put("redirectURL", exchange.response().headers().first("Location").orElse(""));
    response.put("bodySize", received.size());
    node.putObject("cache");
    node.putObject("timings").put("send", 0).put("wait", 0).put("receive", 0);
    return node;
  }

  private static void message(ObjectNode message, Headers original, Headers redacted) {
    message.put("httpVersion", "HTTP/1.1");
    message.putArray("cookies");
    message.put("headersSize", -1);
    ArrayNode list = message.putArray("headers");
    for (int i = 0; i < redacted.fields().size(); i++) {
      Headers.Field field = redacted.fields().get(i);
      list.addObject()
          .put("name", field.name())
          .put("value", value(field, original.fields().get(i).value()));
    }
  }

  private static String value(Headers.Field field, String original) {
    if (COOKIES.contains(field.name().toLowerCase(Locale.ROOT))) {
      return NOT_SHOWN;
    }
    if (!field.name().equalsIgnoreCase("Authorization")) {
      return field.value();
    }
    // Keeps the scheme: the check needs to know that the request had a token.
    String[] words = original.split(" ", 2);
    return words.length == 2 && !words[1].isBlank() ? words[0] + " " + NOT_SHOWN : NOT_SHOWN;
  }

  private static ObjectNode content(ObjectNode content, Headers headers, Body body) {
    content.put("mimeType", headers.first("Content-Type").orElse(""));
    String text = text(body);
    if (text == null) {
      content.put("encoding", "base64");
      text = Base64.getEncoder().encodeToString(body.bytes());
    }
    return content.put("text", text);
  }

  private static @Nullable String text(Body body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body.bytes())).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
