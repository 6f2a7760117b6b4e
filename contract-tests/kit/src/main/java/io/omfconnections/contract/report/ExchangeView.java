package io.omfconnections.contract.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exchange, as the template {@code exchange.mustache} shows it: redacted, with formatted JSON
 * and truncated bodies.
 */
record ExchangeView(List<Message> messages) {
  /**
   * A message.
   *
   * @param firstLine method and path, or the status; may be empty
   * @param body the parts of the body, with line breaks
   * @param truncated a remark about a truncated body; empty if it is complete
   */
  record Message(
      String title,
      String firstLine,
      List<Headers.Field> fields,
      List<BodyPart> body,
      String truncated) {}

  /** A part of a body: a line that starts with the name of a JSON property, or any other text. */
  record BodyPart(String indent, String property, String text) {}

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int LONGEST_FORMATTED = 20_000;
  private static final int DEEPEST_FORMATTED = 300;
  private static final int LONGEST_SHOWN = 3_000;
  private static final Pattern PROPERTY =
      Pattern.compile("( *)(\"(?:[^\"\\\\]|\\\\.)*\")( : .*)", Pattern.DOTALL);

  static ExchangeView of(Exchange exchange) {
    Exchange shown = exchange.redacted();
    Exchange.Request request = shown.request();
    Exchange.Response response = shown.response();
    Message first =
        request.wellFormed()
            ? message(
                "Request",
                request.method() + " " + request.target(),
                request.headers(),
                request.body())
            : message("Malformed request", "", Headers.none(), request.body());
    return new ExchangeView(
        List.of(
            first,
            message(
                "Response", String.valueOf(shown.status()), response.headers(), response.body())));
  }

  private static Message message(String title, String firstLine, Headers headers, Body body) {
    String text = formatted(body);
    String shown = text.substring(0, Math.min(text.length(), LONGEST_SHOWN));
    return new Message(
        title,
        firstLine,
        headers.fields(),
        body.isEmpty() ? List.of() : parts(shown),
        shown.length() < text.length() ? "\n… truncated; " + body.size() + " bytes in total" : "");
  }

  private static List<BodyPart> parts(String text) {
    List<BodyPart> parts = new ArrayList<>();
    // The empty line between header and body.
    parts.add(new BodyPart("", "", "\n"));
    for (String line : text.split("(?<=\n)", -1)) {
      Matcher property = PROPERTY.matcher(line);
      parts.add(
          property.matches()
              ? new BodyPart(property.group(1), property.group(2), property.group(3))
              : new BodyPart("", "", line));
    }
    return parts;
  }

  /**
   * Formats JSON with line breaks and indentation. Other text, and very large JSON, is unchanged.
   */
  private static String formatted(Body body) {
    String text = body.text();
    boolean deep = text.chars().filter(c -> c == '[' || c == '{').count() > DEEPEST_FORMATTED;
    if (text.length() > LONGEST_FORMATTED || deep) {
      return text;
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(StrictJson.read(body));
    } catch (NotJsonException | JsonProcessingException e) {
      return text;
    }
  }
}
