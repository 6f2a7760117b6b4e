package io.omfconnections.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The operating system's limit of open files, which includes network connections. */
final class OpenFiles {
  /**
   * Files that the server may open beside connections: the database, its log, outgoing requests.
   */
  private static final int RESERVE = 64;

  private static final int MIN_CONNECTIONS = 16;
  private static final int MAX_CONNECTIONS = 10_000;

  private OpenFiles() {}

  /**
   * Returns how many connections the process can have open, from 16 to 10,000. Returns 10,000 if
   * the operating system has no limit that Java can read.
   */
  static int maxConnections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return maxConnections(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount());
    }
    return MAX_CONNECTIONS;
  }

  static int maxConnections(long limit, long open) {
    return (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, limit - open - RESERVE));
  }
}
