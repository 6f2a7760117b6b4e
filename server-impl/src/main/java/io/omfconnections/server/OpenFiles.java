package io.omfconnections.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many network connections the limit of open files and the heap admit. */
final class OpenFiles {
  /**
   * Files that the server may open beside connections: the database, its log, outgoing requests.
   */
  private static final int RESERVE = 64;

  /** Part of the maximum heap that the heads of requests on all connections may occupy. */
  private static final int PART_OF_HEAP = 4;

  /** Heap of a connection with the largest head: measured, since Grizzly keeps it in two forms. */
  private static final long BYTES_PER_CONNECTION = 72 * 1024;

  /** What TLS adds: the state of the engine, a part of a record, and the buffer of the last one. */
  private static final long BYTES_PER_TLS_CONNECTION = 56 * 1024;

  private static final int MIN_CONNECTIONS = 16;
  private static final int MAX_CONNECTIONS = 10_000;

  private OpenFiles() {}

  /**
   * Returns how many connections the process can have open, from 16 to 10,000. Only the heap counts
   * if the operating system has no limit of open files that Java can read.
   *
   * @param tls whether connections are encrypted
   */
  static int maxConnections(boolean tls) {
    long heap = Runtime.getRuntime().maxMemory();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      return maxConnections(
          unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount(), heap, tls);
    }
    return maxConnections(Long.MAX_VALUE, 0, heap, tls);
  }

  /**
   * Calculates the number of connections.
   *
   * @param limit the limit of open files
   * @param open the number of files that are open
   * @param heap the maximum heap, in bytes
   * @param tls whether connections are encrypted
   */
  static int maxConnections(long limit, long open, long heap, boolean tls) {
    long files = limit - open - RESERVE;
    long bytes = BYTES_PER_CONNECTION + (tls ? BYTES_PER_TLS_CONNECTION : 0);
    long inHeap = heap / PART_OF_HEAP / bytes;
    return (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, Math.min(files, inHeap)));
  }
}
