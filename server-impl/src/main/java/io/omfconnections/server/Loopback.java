package io.omfconnections.server;

import io.omfconnections.server.identity.ServiceUrls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;

/** Loopback addresses, which only this machine can connect to. */
final class Loopback {
  private Loopback() {}

  /**
   * Returns whether a host name or IP address is a loopback address.
   *
   * @throws IllegalArgumentException if the host name can't be resolved
   */
  static boolean contains(String host) {
    return address(host).isLoopbackAddress();
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host " + host + " can't be resolved", e);
    }
  }

  /** Returns which names in requests become part of URLs if the server listens on a host. */
  static ServiceUrls.Names names(String host) {
    InetAddress address = address(host);
    if (address.isLoopbackAddress()) {
      return ServiceUrls.Names.LOOPBACK;
    }
    return address.isAnyLocalAddress() ? ServiceUrls.Names.ANY : ServiceUrls.Names.NONE;
  }

  /**
   * Requires a loopback address, because the credentials of the development directory are public.
   *
   * @throws IllegalArgumentException if the host is not a loopback address
   */
  static void requireForDevelopmentDirectory(String host) {
    if (!contains(host)) {
      throw new IllegalArgumentException(
          "The development directory has public credentials and is therefore served only on"
              + " loopback addresses; "
              + host
              + " is not one. Use --directory FILE, or listen on 127.0.0.1.");
    }
  }

  /**
   * Requires a loopback address if pages of any origin may use the service in a browser.
   *
   * @throws IllegalArgumentException if the host is not a loopback address
   */
  static void requireForAnyOrigin(String host, Set<String> corsOrigins) {
    if (corsOrigins.contains("*") && !contains(host)) {
      throw new IllegalArgumentException(
          "corsOrigins (--cors-origin) can be * only on loopback addresses; "
              + host
              + " is not one. Name the origins, such as https://app.example.com.");
    }
  }
}
