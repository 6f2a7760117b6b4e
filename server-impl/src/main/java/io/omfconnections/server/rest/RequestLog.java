package io.omfconnections.server.rest;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each request. Never holds a token, a secret, or anything of a body. */
final class RequestLog {
  /** The key under which all lines of one request carry its operation id. */
  static final String OPERATION_ID = "operationId";

  private static final Logger LOG = LoggerFactory.getLogger("request");

  private RequestLog() {}

  static void log(Call call, String method, int status) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String template = call.template();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("method", printable(method))
            .addKeyValue("template", template == null ? "-" : template)
            .addKeyValue("status", status)
            .addKeyValue(
                "durationMillis", TimeUnit.NANOSECONDS.toMicros(call.elapsed().toNanos()) / 1000.0);
    @Nullable Identity identity = call.identityIfKnown();
    if (identity != null) {
      line =
          line.addKeyValue("tenant", printable(identity.tenantId()))
              .addKeyValue(
                  identity.type() == TrusteeType.USER ? "user" : "client",
                  printable(identity.id()));
    }
    if (call.isBrokenOff()) {
      line = line.addKeyValue("brokenOff", true);
    }
    line.log("request");
  }

  /** What the wire says is no line break in the log. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.chars().forEach(c -> shown.append(c >= 0x20 && c <= 0x7E ? (char) c : '?'));
    return shown.toString();
  }
}
