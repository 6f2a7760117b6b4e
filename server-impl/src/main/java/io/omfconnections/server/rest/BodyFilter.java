package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Errors errors = new Errors();
    try {
      schema.validate(body, (ExecutionContext execution) -> execution.setErrors(errors));
    } catch (EnoughErrorsException e) {
      throw invalid(errors);
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
    context.setEntityStream(new ByteArrayInputStream(bytes));
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
    Map<String, Set<String>> members = new TreeMap<>();
    for (Error error : errors) {
      if (!isAlternativeOfNull(error)) {
        members
            .computeIfAbsent(member(error), name -> new LinkedHashSet<>())
            .add(String.valueOf(error.getMessage()));
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    members.forEach((name, messages) -> parameters.put(name, String.join("; ", messages)));
    return new ApiException(
        ErrorCode.BODY_INVALID,
        "The contract's schema rejects the body at: "
            + String.join(", ", parameters.keySet())
            + ".",
        parameters);
  }

  /** What can be null says twice what is wrong with a value: that it is no null, too. */
  private static boolean isAlternativeOfNull(Error error) {
    JsonNode values = error.getSchemaNode();
    return "enum".equals(error.getKeyword())
        && values != null
        && values.size() == 1
        && values.get(0).isNull();
  }

  /** Holds the first errors; a body of megabytes can have a million of them. */
  @SuppressWarnings("serial") // never serialized
  private static final class Errors extends ArrayList<Error> {
    private static final int MAX = 20;

    @Override
    public boolean add(Error error) {
      if (size() == MAX) {
        throw new EnoughErrorsException();
      }
      return super.add(error);
    }
  }

  @SuppressWarnings("serial") // never serialized
  private static final class EnoughErrorsException extends RuntimeException {}

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
