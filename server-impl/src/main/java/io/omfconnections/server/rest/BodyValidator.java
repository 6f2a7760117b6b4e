package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Parses a body and validates it against the contract's schema, so that limits, types and
 * enumerations are defined by the contract alone. {@link ValidatedBodyInterceptor} passes the
 * parsed body to the resource.
 */
final class BodyValidator {
  /** The name of the whole body among the names of its properties. */
  static final String BODY = "body";

  /** Some editors and frameworks add it to a text; RFC 8259 forbids it (section 8.1). */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /**
   * Estimated heap per byte of a body, in addition to the body itself: its strings in UTF-16, their
   * copies for storage, and the response.
   */
  private static final int PROCESSING_FACTOR = 6;

  /** Estimated heap per token of a parsed body, calculated from the sizes of its objects. */
  private static final long BYTES_PER_TOKEN = 100;

  private BodyValidator() {}

  /** Returns the most memory that a body of the given size can reserve, in bytes. */
  static long maximumMemory(long size) {
    // A token has at least 1.5 bytes.
    return size * (PROCESSING_FACTOR + 1)
        + Math.min(size * 2 / 3, Json.MAX_TOKENS) * BYTES_PER_TOKEN;
  }

  /**
   * Parses the body of an operation, and keeps it for the resource.
   *
   * @param schema the schema of the body
   * @throws ApiException BODY_MALFORMED or BODY_INVALID; SERVICE_UNAVAILABLE if there is no memory
   *     for the parsed body
   */
  static void accept(RequestContext request, Schema schema, RequestBody bytes) {
    if (bytes.startsWith(BYTE_ORDER_MARK)) {
      throw new ApiException(
          ErrorCode.BODY_MALFORMED,
          "The body starts with a byte order mark, which is not part of JSON.",
          Map.of(BODY, "starts with the byte order mark of UTF-8 (EF BB BF)"));
    }
    request.memory().reserve(PROCESSING_FACTOR * bytes.size());
    JsonNode body =
        Json.parse(bytes.stream(), tokens -> request.memory().reserve(tokens * BYTES_PER_TOKEN));
    validate(body, schema);
    request.body(body);
  }

  /**
   * Validates a parsed body.
   *
   * @throws ApiException BODY_INVALID, whose parameters have the path of each invalid property
   */
  static void validate(JsonNode body, Schema schema) {
    LimitedErrors errors = new LimitedErrors();
    try {
      schema.validate(body, (ExecutionContext execution) -> execution.setErrors(errors));
    } catch (TooManyErrorsException e) {
      throw invalid(errors);
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
  }

  private static ApiException invalid(List<Error> errors) {
    Set<NodePath> nullBranches =
        errors.stream()
            .filter(BodyValidator::requiresNull)
            .map(error -> error.getEvaluationPath().getParent())
            .collect(Collectors.toSet());
    Map<String, Set<String>> messages = new TreeMap<>();
    for (Error error : errors) {
      if (!nullBranches.contains(error.getEvaluationPath().getParent())) {
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
   * Returns whether the error says that the value is not null: it comes from the null branch of a
   * nullable reference. The contract writes such a reference as anyOf the reference and a string
   * that must be null. If the value matches neither, the validator reports both, and the errors of
   * the null branch are noise.
   */
  private static boolean requiresNull(Error error) {
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
