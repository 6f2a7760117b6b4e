package io.omfconnections.contract.report;

/** Text on its way into a page. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Adds what is HTML already. */
  Html raw(String html) {
    out.append(html);
    return this;
  }

  /** Adds what is HTML already, with texts in the places of {@code %s}. */
  Html raw(String html, Object... texts) {
    String[] parts = html.split("%s", -1);
    if (parts.length != texts.length + 1) {
      throw new IllegalArgumentException("not as many texts as places: " + html);
    }
    out.append(parts[0]);
    for (int i = 0; i < texts.length; i++) {
      text(String.valueOf(texts[i])).raw(parts[i + 1]);
    }
    return this;
  }

  /** Adds text, whatever is in it. Characters that no page may hold are shown as their pictures. */
  Html text(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                case 0x7F -> out.append('\u2421');
                default -> {
                  if (c < 0x20) {
                    out.append((char) (0x2400 + c));
                  } else if (isForbidden(c)) {
                    out.append('\uFFFD');
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return this;
  }

  private static boolean isForbidden(int c) {
    boolean control = c >= 0x80 && c < 0xA0;
    boolean halfOrNone = (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE;
    // These turn the order of what stands behind them.
    boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || halfOrNone || direction;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
