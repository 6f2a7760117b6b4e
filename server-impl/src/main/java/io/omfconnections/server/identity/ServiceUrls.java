package io.omfconnections.server.identity;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The base URLs under which clients reach the service. Clients compare the issuer and the token
 * endpoint with the URL that they were given, so a server that only this machine can connect to has
 * a URL for each name of this machine: {@code localhost}, {@code 127.0.0.1} and {@code [::1]}, with
 * any port, because a proxy or a tunnel may have another one. Other names are never taken from a
 * request: whoever can set its Host could have the client send its secret elsewhere.
 *
 * @param base the configured URL, or the one on which the server listens, without a trailing slash
 * @param loopback whether the service is also reached under the names of this machine
 */
public record ServiceUrls(URI base, boolean loopback) {
  private static final Pattern LOOPBACK_HOST =
      Pattern.compile(
          "(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

  /**
   * Returns the base URL as the sender of a request knows it.
   *
   * @param host the header field Host of the request; null if it is absent
   */
  public URI forHost(@Nullable String host) {
    return host != null && isLoopbackName(host) ? URI.create(scheme() + lowerCase(host)) : base;
  }

  /** Returns whether a URL is one of the base URLs, in the form that {@link #forHost} returns. */
  boolean contains(String url) {
    return url.equals(base.toString())
        || (url.startsWith(scheme())
            && url.equals(lowerCase(url))
            && isLoopbackName(url.substring(scheme().length())));
  }

  private boolean isLoopbackName(String host) {
    return loopback && LOOPBACK_HOST.matcher(host).matches();
  }

  private String scheme() {
    return base.getScheme() + "://";
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
