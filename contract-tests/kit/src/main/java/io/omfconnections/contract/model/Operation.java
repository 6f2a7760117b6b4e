package io.omfconnections.contract.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * An operation of the contract.
 *
 * <p>Pointers are JSON pointers into the contract that start with {@code #}.
 *
 * @param id the operationId
 * @param method the HTTP method, in upper case
 * @param path the path template, without base path and version
 * @param pointer the pointer of the operation
 * @param requiresToken whether requests must carry an access token
 * @param pathParameters the path parameters
 * @param headerParameters the request header fields
 * @param requestBody the request body; null if the operation takes none
 * @param responses the documented responses, by status code
 */
public record Operation(
    String id,
    String method,
    String path,
    String pointer,
    boolean requiresToken,
    List<PathSpec> pathParameters,
    List<HeaderSpec> headerParameters,
    @Nullable BodySpec requestBody,
    SortedMap<Integer, ResponseSpec> responses) {

  /**
   * A path parameter.
   *
   * @param name the name, as in the path template
   * @param schema the pointer of the schema
   */
  public record PathSpec(String name, String schema) {}

  /**
   * A header field of a request or a response.
   *
   * @param name the name
   * @param required whether the message must have it
   * @param pointer the pointer of the parameter or header
   * @param schema the pointer of the schema
   */
  public record HeaderSpec(String name, boolean required, String pointer, String schema) {}

  /**
   * The body of a request or a response.
   *
   * @param required whether the message must have a body
   * @param pointer the pointer of {@code content}, the object of media types
   * @param schemas the pointers of the schemas, by media type; at least one
   */
  public record BodySpec(boolean required, String pointer, Map<String, String> schemas) {}

  /**
   * A documented response.
   *
   * @param status the status code
   * @param pointer the pointer of the response
   * @param headers the header fields
   * @param body the body; null if the response has none
   */
  public record ResponseSpec(
      int status, String pointer, List<HeaderSpec> headers, @Nullable BodySpec body) {}

  @Override
  public String toString() {
    return id;
  }
}
