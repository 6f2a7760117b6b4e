package io.omfconnections.server.cli;

import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of a command. */
final class Log {
  private Log() {}

  /** Sends what libraries write with {@code java.util.logging} to the same log as the rest. */
  static void useSlf4j() {
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
  }
}
