package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
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
    } catch (JsonProcessingException e) {
      // Jackson wraps what a list throws while it is written; and no fault of its own is the
      // caller's.
      RuntimeException cause =
          e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
      breakOff(context, cause);
    } catch (RuntimeException e) {
      breakOff(context, e);
    } catch (IOException e) {
      if (!Call.of(context).breakOff()) {
        throw e;
      }
      LOG.debug("The caller went away", e);
    }
  }

  private static void breakOff(WriterInterceptorContext context, RuntimeException cause) {
    if (!Call.of(context).breakOff()) {
      throw cause;
    }
    LOG.warn("The answer was broken off", cause);
  }
}
