package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets a body pass exactly when the contract's schema accepts it. So a limit, a type or an
 * enumeration that changes in the contract changes here, too.
 */
@PreMatching
@Priority(FilterOrder.BODY)
final class BodyFilter implements ContainerRequestFilter {
  private static final String BODY = "body";

  private final long maxBytes;

  BodyFilter(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void filter(ContainerRequestContext context) {
    Call call = Call.of(context);
    Contract.Operation operation = call.operation();
    Schema schema = operation == null ? null : operation.body();
    if (schema == null) {
      return;
    }
    requireJson(context);
    byte[] bytes = call.readBody(context.getEntityStream(), maxBytes);
    JsonNode body = Json.parse(bytes);
    List<Error> errors = schema.validate(body);
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
    context.setEntityStream(new ByteArrayInputStream(bytes));
    context.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
  }

  private static void requireJson(ContainerRequestContext context) {
    String value = context.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (value == null || value.isBlank()) {
      throw unsupported("is missing");
    }
    MediaType type;
    try {
      type = MediaType.valueOf(value);
    } catch (IllegalArgumentException e) {
      throw unsupported("is no media type");
    }
    if (!(type.getType() + "/" + type.getSubtype()).equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
      throw unsupported("is not application/json");
    }
    String coding = context.getHeaderString(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw unsupported(
          HttpHeaders.CONTENT_ENCODING, "must be left out: bodies are not compressed");
    }
    String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw unsupported("has a charset other than UTF-8, in which JSON is sent");
    }
  }

  private static ApiException unsupported(String what) {
    return unsupported(HttpHeaders.CONTENT_TYPE, what);
  }

  private static ApiException unsupported(String header, String what) {
    return new ApiException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body has to be JSON.", Map.of(header, what));
  }

  private static ApiException invalid(List<Error> errors) {
    Map<String, String> parameters = new TreeMap<>();
    for (Error error : errors) {
      parameters.merge(
          member(error), String.valueOf(error.getMessage()), (one, other) -> one + "; " + other);
    }
    return new ApiException(
        ErrorCode.BODY_INVALID,
        "The contract's schema rejects the body at: "
            + String.join(", ", parameters.keySet())
            + ".",
        parameters);
  }

  /** The member at fault, as in {@code ClientIds[3]}; a missing member by its own name. */
  private static String member(Error error) {
    StringBuilder name = new StringBuilder();
    NodePath path = error.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object element = path.getElement(i);
      if (element instanceof Integer index) {
        name.append('[').append(index).append(']');
      } else {
        name.append(name.isEmpty() ? "" : ".").append(element);
      }
    }
    if ("required".equals(error.getKeyword())) {
      name.append(name.isEmpty() ? "" : ".").append(error.getProperty());
    }
    return name.isEmpty() ? BODY : name.toString();
  }
}
