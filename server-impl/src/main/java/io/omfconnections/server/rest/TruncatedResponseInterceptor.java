package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the connection when writing a response fails after the status line has been sent. Lists
 * are written while they are read from storage, and either can fail; Jersey would end the response
 * as if it were complete. A failure before the status line has been sent becomes an ordinary error
 * response.
 */
final class TruncatedResponseInterceptor implements WriterInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(TruncatedResponseInterceptor.class);

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    RequestContext request = RequestContext.of(context);
    context.setOutputStream(new ResponseStream(context.getOutputStream(), request));
    try {
      context.proceed();
    } catch (JsonProcessingException e) {
      // Jackson wraps the exceptions of the list that it writes; its own are defects of the
      // service.
      closeOrThrow(
          context,
          e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e));
    } catch (RuntimeException e) {
      closeOrThrow(context, e);
    } catch (Error e) {
      if (!RequestHandler.closeIfCommitted(request)) {
        throw e;
      }
      FatalErrors.report(e);
      LOG.error("The response was truncated", e);
    } catch (IOException e) {
      if (!RequestHandler.closeIfCommitted(request)) {
        throw e;
      }
      LOG.debug("The client closed the connection, or reads too slowly", e);
    }
  }

  private static void closeOrThrow(WriterInterceptorContext context, RuntimeException failure) {
    if (!RequestHandler.closeIfCommitted(RequestContext.of(context))) {
      throw failure;
    }
    LOG.warn("The response was truncated", failure);
  }
}
