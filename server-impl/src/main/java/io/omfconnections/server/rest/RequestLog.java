package io.omfconnections.server.rest;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.TrusteeType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Access log: one line per request. Never logs tokens, secrets or content of bodies. */
final class RequestLog {
  /** MDC key of the operation id, which all log lines of a request have in common. */
  static final String OPERATION_ID = "operationId";

  /** Values that come from a request can be as long as its head. */
  private static final int MAX_LENGTH = 256;

  private static final Logger LOG = LoggerFactory.getLogger("request");

  private RequestLog() {}

  static void log(RequestContext context, int status) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    String template = context.template();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("method", printable(context.method()))
            .addKeyValue("template", template == null ? "-" : template)
            .addKeyValue("status", status)
            .addKeyValue(
                "durationMillis",
                TimeUnit.NANOSECONDS.toMicros(context.elapsed().toNanos()) / 1000.0);
    @Nullable Identity identity = context.identityIfKnown();
    if (identity != null) {
      line =
          line.addKeyValue("tenant", printable(identity.tenantId()))
              .addKeyValue(
                  identity.type() == TrusteeType.USER ? "user" : "client",
                  printable(identity.id()));
    }
    String tokenFault = context.tokenFault();
    if (tokenFault != null) {
      line = line.addKeyValue("tokenFault", printable(tokenFault));
    }
    @Nullable String traceId = TraceParent.traceId(context.headers(TraceParent.NAME));
    if (traceId != null) {
      line = line.addKeyValue("traceId", traceId);
    }
    if (context.isTruncated()) {
      line = line.addKeyValue("truncated", true);
    }
    line.log("request");
  }

  /**
   * Replaces everything but printable ASCII, so that input can't forge log lines, and shortens the
   * text to {@value #MAX_LENGTH} characters.
   */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
      char c = text.charAt(i);
      printable.append(c >= 0x20 && c <= 0x7E ? c : '?');
    }
    return printable.toString();
  }
}
