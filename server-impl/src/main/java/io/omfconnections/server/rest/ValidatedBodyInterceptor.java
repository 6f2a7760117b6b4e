package io.omfconnections.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/**
 * Passes resources the body that {@link BodyValidator} has parsed and validated, bound to the
 * generated model that the resource declares. Nothing is left to read: the body has been read
 * before Jersey was called.
 */
final class ValidatedBodyInterceptor implements ReaderInterceptor {
  private final ObjectMapper mapper;

  ValidatedBodyInterceptor(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) {
    try {
      return mapper.treeToValue(RequestContext.of(context).body(), context.getType());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The schema accepts a body that the model can't hold", e);
    }
  }
}
