package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parses the body and validates it against the contract's schema, so that limits, types and
 * enumerations are defined by the contract alone. {@link ValidatedBodyInterceptor} passes the
 * parsed body to the resource.
 */
final class BodyFilter implements RequestFilter {
  private static final String BODY = "body";

  private final long maxBytes;

  BodyFilter(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void filter(RequestContext request) {
    Contract.Operation operation = request.operation();
    Schema schema = operation == null ? null : operation.body();
    if (schema == null) {
      return;
    }
    requireJson(request);
    JsonNode body =
        Json.parse(BodyReader.read(request, request.request().getInputStream(), maxBytes));
    LimitedErrors errors = new LimitedErrors();
    try {
      schema.validate(body, (ExecutionContext execution) -> execution.setErrors(errors));
    } catch (TooManyErrorsException e) {
      throw invalid(errors);
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
    request.body(body);
  }

  private static void requireJson(RequestContext request) {
    String value = request.header(HttpHeaders.CONTENT_TYPE);
    if (value == null || value.isBlank()) {
      throw unsupported("is missing");
    }
    MediaType type;
    try {
      type = MediaType.valueOf(value);
    } catch (IllegalArgumentException e) {
      throw unsupported("is not a media type");
    }
    if (!(type.getType() + "/" + type.getSubtype()).equalsIgnoreCase(MediaType.APPLICATION_JSON)) {
      throw unsupported("is not application/json");
    }
    String coding = request.header(HttpHeaders.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw unsupported(
          HttpHeaders.CONTENT_ENCODING, "is not supported: send the body uncompressed");
    }
    String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw unsupported("has a charset other than UTF-8");
    }
  }

  private static ApiException unsupported(String fault) {
    return unsupported(HttpHeaders.CONTENT_TYPE, fault);
  }

  private static ApiException unsupported(String header, String fault) {
    return new ApiException(
        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
        "The body must be sent as uncompressed application/json in UTF-8.",
        Map.of(header, fault));
  }

  private static ApiException invalid(List<Error> errors) {
    Map<String, Set<String>> messages = new TreeMap<>();
    for (Error error : errors) {
      if (!isAlternativeOfNull(error)) {
        messages
            .computeIfAbsent(property(error), name -> new LinkedHashSet<>())
            .add(String.valueOf(error.getMessage()));
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    messages.forEach((name, texts) -> parameters.put(name, String.join("; ", texts)));
    return new ApiException(
        ErrorCode.BODY_INVALID,
        "The body does not match its schema at " + String.join(", ", parameters.keySet()) + ".",
        parameters);
  }

  /**
   * Returns whether the error comes from the null branch of a nullable reference. The contract
   * writes such a reference as anyOf the reference and null. If the value matches neither, the
   * validator reports both, and the error of the null branch is noise.
   */
  private static boolean isAlternativeOfNull(Error error) {
    JsonNode values = error.getSchemaNode();
    return "enum".equals(error.getKeyword())
        && values != null
        && values.size() == 1
        && values.get(0).isNull();
  }

  /** Stops the validation after a number of errors: a large body could have a million. */
  @SuppressWarnings("serial") // never serialized
  private static final class LimitedErrors extends ArrayList<Error> {
    private static final int MAX = 20;

    @Override
    public boolean add(Error error) {
      if (size() == MAX) {
        throw new TooManyErrorsException();
      }
      return super.add(error);
    }
  }

  @SuppressWarnings("serial") // never serialized
  private static final class TooManyErrorsException extends RuntimeException {}

  /** Returns the path of the invalid or missing property, such as {@code ClientIds[3]}. */
  private static String property(Error error) {
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
