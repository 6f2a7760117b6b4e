package io.omfconnections.server.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which PostgreSQL database to use.
 *
 * @param url the URL, such as {@code jdbc:postgresql://host:5432/name}, with the parameters of the
 *     JDBC driver but without a password
 * @param user the name of the database user; null to leave it to the URL or the driver
 * @param password the password of the user; null if the server asks for none, or if it is in the
 *     driver's password file
 */
public record PostgresSettings(String url, @Nullable String user, @Nullable String password) {
  private static final String PREFIX = "jdbc:postgresql:";

  /** A password before the host, as in other programs, or as a parameter. */
  private static final Pattern PASSWORD =
      Pattern.compile("//[^/?]*@|[?&]password=", Pattern.CASE_INSENSITIVE);

  /** With it, the driver does not tell which rows of a batch were inserted. */
  private static final Pattern REWRITTEN_BATCHES =
      Pattern.compile("[?&]reWriteBatchedInserts=", Pattern.CASE_INSENSITIVE);

  private static final Pattern OPTIONS = Pattern.compile("[?&]options=(?<options>[^&]*)");

  private static final Pattern PARTS =
      Pattern.compile(PREFIX + "//(?<hosts>[^/?]+)/(?<database>[^/?]+)(\\?.*)?");

  /**
   * Validates the URL.
   *
   * @throws IllegalArgumentException if the URL is invalid or contains a password; the message does
   *     not repeat the URL
   */
  public PostgresSettings {
    if (PASSWORD.matcher(url).find()) {
      throw new IllegalArgumentException(
          "database (--database) must not contain a user before the host, nor a password: use"
              + " --database-user and --database-password-file.");
    }
    if (REWRITTEN_BATCHES.matcher(url).find()) {
      throw new IllegalArgumentException(
          "database (--database) must not contain reWriteBatchedInserts: with it, the driver does"
              + " not tell whether a client id is already in use. Remove this parameter.");
    }
    try {
      options(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "database (--database) has a parameter options that is not percent-encoded correctly.",
          e);
    }
    if (!PARTS.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "database (--database) must be a URL of the form " + PREFIX + "//HOST:PORT/NAME");
    }
  }

  /** Returns the URL without its parameters. */
  public String location() {
    return url.replaceFirst("\\?.*", "");
  }

  String databaseName() {
    return parts().group("database");
  }

  /**
   * Returns the URL of connections whose sessions have certain settings.
   *
   * @param session the values of PostgreSQL's parameters, which are added to {@code options}
   */
  String url(Map<String, String> session) {
    if (session.isEmpty()) {
      return url;
    }
    StringBuilder options = new StringBuilder(options(url));
    session.forEach(
        (name, value) ->
            options.append(" -c ").append(name).append('=').append(value.replace(" ", "\\ ")));
    // Of equal parameters, the driver uses the last one.
    return url
        + (url.contains("?") ? "&" : "?")
        + "options="
        + URLEncoder.encode(options.toString().strip(), StandardCharsets.UTF_8);
  }

  /** Returns the options in a URL; if there are several, the last ones, as the driver does. */
  private static String options(String url) {
    String options = "";
    for (Matcher given = OPTIONS.matcher(url); given.find(); ) {
      options = URLDecoder.decode(given.group("options"), StandardCharsets.UTF_8);
    }
    return options;
  }

  /**
   * Returns the properties of connections.
   *
   * <p>A connection to another machine is encrypted unless the URL has {@code sslmode}: the driver
   * itself would fall back to a connection without encryption.
   */
  Properties properties() {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    if (!url.toLowerCase(Locale.ROOT).contains("sslmode=") && !isLoopback()) {
      properties.setProperty("sslmode", "require");
    }
    return properties;
  }

  private boolean isLoopback() {
    for (String host : parts().group("hosts").split(",", -1)) {
      if (!host.matches("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?")) {
        return false;
      }
    }
    return true;
  }

  private Matcher parts() {
    Matcher matcher = PARTS.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalStateException("The constructor accepts only such URLs");
    }
    return matcher;
  }

  /** Returns a description without the password. */
  @Override
  public String toString() {
    return location();
  }
}
