package io.omfconnections.server.cli;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the server has started, if it waits for that ({@code Type=notify}). Java can't
 * send datagrams to Unix sockets, so the program {@code systemd-notify} does it. Since version 246,
 * it waits until systemd has read the notification: systemd can't assign a notification to a
 * service when its sender has ended.
 */
final class StartNotification {
  private static final Logger LOG = LoggerFactory.getLogger(StartNotification.class);

  private StartNotification() {}

  static void send() throws InterruptedException {
    if (System.getenv("NOTIFY_SOCKET") == null) {
      return;
    }
    try {
      int status = new ProcessBuilder("systemd-notify", "--ready").inheritIO().start().waitFor();
      if (status != 0) {
        LOG.warn("systemd was not told of the start: systemd-notify has status {}", status);
      }
    } catch (IOException e) {
      LOG.warn("systemd was not told of the start: {}", e.getMessage());
    }
  }
}
