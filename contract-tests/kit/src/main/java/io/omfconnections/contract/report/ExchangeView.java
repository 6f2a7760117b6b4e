package io.omfconnections.contract.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Headers;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One exchange as people read it: JSON laid out, secrets left out, long bodies cut off. */
final class ExchangeView {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int LONGEST_LAID_OUT = 20_000;
  private static final int DEEPEST_LAID_OUT = 300;
  private static final int SHOWN_CHARACTERS = 3_000;
  private static final Pattern MEMBER =
      Pattern.compile("( *)(\"(?:[^\"\\\\]|\\\\.)*\")( : .*)", Pattern.DOTALL);

  private ExchangeView() {}

  static void append(Html page, Exchange exchange) {
    Exchange shown = exchange.redacted();
    Exchange.Request request = shown.request();
    if (request.wellFormed()) {
      message(
          page,
          "Request",
          request.method() + " " + request.target(),
          request.headers(),
          request.body());
    } else {
      message(page, "What was sent", "", Headers.none(), request.body());
    }
    message(
        page,
        "Response",
        String.valueOf(shown.status()),
        shown.response().headers(),
        shown.response().body());
  }

  private static void message(
      Html page, String title, String firstLine, Headers headers, Body body) {
    page.raw("<section class=\"message\"><h4>%s</h4><pre tabindex=\"0\">", title);
    if (!firstLine.isEmpty()) {
      page.raw("<b class=\"first\">%s</b>\n", firstLine);
    }
    for (Headers.Field field : headers.fields()) {
      page.raw("<span class=\"field\">%s:</span> %s\n", field.name(), field.value());
    }
    if (!body.isEmpty()) {
      page.raw("\n");
      body(page, body);
    }
    page.raw("</pre></section>\n");
  }

  private static void body(Html page, Body body) {
    String text = laidOut(body);
    String shown = text.substring(0, Math.min(text.length(), SHOWN_CHARACTERS));
    for (String line : shown.split("(?<=\n)", -1)) {
      Matcher member = MEMBER.matcher(line);
      if (member.matches()) {
        page.raw(
            "%s<span class=\"member\">%s</span>%s",
            member.group(1), member.group(2), member.group(3));
      } else {
        page.text(line);
      }
    }
    if (shown.length() < text.length()) {
      page.raw("\n<i>… cut off here; %s bytes in all</i>", body.size());
    }
  }

  /** JSON with its lines and indents; anything else as it is. */
  private static String laidOut(Body body) {
    String text = body.text();
    boolean deep = text.chars().filter(c -> c == '[' || c == '{').count() > DEEPEST_LAID_OUT;
    if (text.length() > LONGEST_LAID_OUT || deep) {
      return text;
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(StrictJson.read(body));
    } catch (NotJsonException | JsonProcessingException e) {
      return text;
    }
  }
}
