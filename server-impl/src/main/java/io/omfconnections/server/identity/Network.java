package io.omfconnections.server.identity;

import org.jspecify.annotations.Nullable;

/** The networks of callers. */
public final class Network {
  private Network() {}

  /**
   * Returns the address, or the first 48 bits of an IPv6 address: one site has all addresses that
   * share them (RFC 6177).
   *
   * @param address an IP address, as Java writes it; null if it is not known
   */
  public static String of(@Nullable String address) {
    String[] groups = address == null ? new String[] {""} : address.split(":", 4);
    return groups.length < 4 ? groups[0] : String.join(":", groups[0], groups[1], groups[2]);
  }
}
