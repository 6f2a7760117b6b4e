package io.omfconnections.contract.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Headers;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes files in the HTTP Archive format 1.2, which browsers and proxies read and write, too. */
final class HarWriter {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final String NOT_SHOWN = "(not shown)";
  private static final Set<String> COOKIES = Set.of("cookie", "set-cookie");

  private HarWriter() {}

  /**
   * Writes exchanges without tokens, secrets and cookies.
   *
   * @param base the server's base URL, which precedes the exchanges' targets
   */
  static void write(Path file, URI base, List<HarEntry> entries) throws IOException {
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

  private static ObjectNode entry(URI base, HarEntry entry) {
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
    // An empty text says that there is no body. Without it, readers could not know.
    if (!sent.isEmpty() || HarEntry.mayHaveBody(exchange.request().method())) {
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
