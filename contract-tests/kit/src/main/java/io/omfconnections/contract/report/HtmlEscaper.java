package io.omfconnections.contract.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;

/**
 * Escapes text for HTML that is also well-formed XML.
 *
 * <p>Control characters are replaced by their symbols, and characters that XML does not allow, or
 * that change the direction of the following text, by the replacement character.
 */
final class HtmlEscaper implements Mustache.Escaper {
  @Override
  public String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().map(HtmlEscaper::visible).forEach(out::appendCodePoint);
    return Escapers.HTML.escape(out.toString());
  }

  private static int visible(int c) {
    if (c == '\n' || c == '\t') {
      return c;
    }
    if (c < 0x20) {
      return 0x2400 + c;
    }
    if (c == 0x7F) {
      return 0x2421;
    }
    return isForbidden(c) ? 0xFFFD : c;
  }

  private static boolean isForbidden(int c) {
    boolean control = c >= 0x80 && c < 0xA0;
    boolean surrogateOrNoncharacter = (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE;
    boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || surrogateOrNoncharacter || direction;
  }
}
