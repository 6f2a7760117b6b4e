package io.omfconnections.server.rest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The current time as the value of the header field Date (RFC 9110, section 6.6.1). It changes with
 * each second. The value that Grizzly formats may be two seconds old, so that a connection could
 * seem to be created up to two seconds after the response that confirms it.
 */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static volatile HttpDate latest = new HttpDate(Instant.EPOCH);

  private final long second;
  private final String text;

  private HttpDate(Instant time) {
    second = time.getEpochSecond();
    text = FORMAT.format(time);
  }

  /** Returns the current time in the form of RFC 9110, section 5.6.7. */
  static String now() {
    return at(Instant.now());
  }

  /** Returns a time in the same form. */
  static String at(Instant time) {
    HttpDate date = latest;
    if (date.second != time.getEpochSecond()) {
      date = new HttpDate(time);
      latest = date;
    }
    return date.text;
  }
}
