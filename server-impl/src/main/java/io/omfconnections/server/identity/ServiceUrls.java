package io.omfconnections.server.identity;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The base URLs under which clients reach the service. Clients compare the issuer and the token
 * endpoint with the URL that they were given, so all URLs that a client gets have the same base.
 *
 * @param base the configured URL, or the one on which the server listens, without a trailing slash
 * @param names the names in requests that are used in place of the one in {@code base}
 */
public record ServiceUrls(URI base, Names names) {
  private static final Pattern LOOPBACK_HOST = host("localhost|127\\.0\\.0\\.1|\\[::1]");
  private static final Pattern ANY_HOST = host("[a-z0-9._-]{1,255}|\\[[0-9a-f:.]{2,45}]");

  /** The names in requests that become part of URLs, with any port: a proxy may have another. */
  public enum Names {
    /** None, because the URL is configured. */
    NONE,

    /**
     * {@code localhost}, {@code 127.0.0.1} and {@code [::1]}, for a server that only this machine
     * can connect to. Whoever can have a client use another name could have it send its secret
     * elsewhere.
     */
    LOOPBACK,

    /** All, for a server on all addresses, which cannot know under which names it is reached. */
    ANY
  }

  /**
   * Returns the base URL as the sender of a request knows it.
   *
   * @param host the header field Host of the request; null if it is absent
   */
  public URI forHost(@Nullable String host) {
    if (host == null || !isUsed(host)) {
      return base;
    }
    try {
      return new URI(scheme() + lowerCase(host));
    } catch (URISyntaxException e) {
      return base;
    }
  }

  /**
   * Returns a name or an address with a port, as in a URL and in the header field Host: an IPv6
   * address is in brackets (RFC 3986, section 3.2.2).
   */
  public static String hostAndPort(String name, int port) {
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
  }

  /** Returns whether a URL is one of the base URLs, in the form that {@link #forHost} returns. */
  boolean contains(String url) {
    return url.equals(base.toString())
        || (url.startsWith(scheme())
            && url.equals(lowerCase(url))
            && isUsed(url.substring(scheme().length())));
  }

  private boolean isUsed(String host) {
    return switch (names) {
      case NONE -> false;
      case LOOPBACK -> LOOPBACK_HOST.matcher(host).matches();
      case ANY -> ANY_HOST.matcher(host).matches();
    };
  }

  private static Pattern host(String names) {
    return Pattern.compile("(?:" + names + ")(?::[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);
  }

  private String scheme() {
    return base.getScheme() + "://";
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
