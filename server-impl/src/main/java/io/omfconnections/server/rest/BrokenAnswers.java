package io.omfconnections.server.rest;

import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nobody takes half an answer for a whole one. A list is written while it is read,
 * and either may fail after the status has been sent: then the connection is cut, so that the
 * caller sees a broken body. Jersey would end it as if nothing had happened.
 *
 * <p>What fails before the status has been sent is answered as any other error.
 */
final class BrokenAnswers implements WriterInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenAnswers.class);

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    try {
      context.proceed();
    } catch (IOException | RuntimeException e) {
      Call call = Call.of(context);
      if (!call.breakOff()) {
        throw e;
      }
      if (e instanceof IOException) {
        LOG.debug("The caller went away", e);
      } else {
        LOG.warn("The answer was broken off: {}", e.getMessage());
      }
    }
  }
}
