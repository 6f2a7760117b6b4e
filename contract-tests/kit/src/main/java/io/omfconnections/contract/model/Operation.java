package io.omfconnections.contract.model;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract.
 *
 * @param id its operationId
 * @param method its method, in capitals
 * @param path its path template, from behind the version on
 * @param place where it stands, as a JSON pointer beginning with {@code #}
 * @param requiresToken whether nobody may call it without a token
 * @param pathParameters the identifiers in its path
 * @param headerParameters the header fields that a request may or must have
 * @param requestBody the request's body; null when the operation takes none
 * @param responses the responses that it documents, by status
 */
public record Operation(
    String id,
    String method,
    String path,
    String place,
    boolean requiresToken,
    List<PathSpec> pathParameters,
    List<HeaderSpec> headerParameters,
    @Nullable BodySpec requestBody,
    SortedMap<Integer, ResponseSpec> responses) {

  /**
   * An identifier in the path.
   *
   * @param name its name, which stands in the path template in braces
   * @param schema where its schema stands
   */
  public record PathSpec(String name, String schema) {}

  /**
   * A header field, of a request or a response.
   *
   * @param name its name
   * @param required whether it must be there
   * @param place where it stands
   * @param schema where its schema stands
   */
  public record HeaderSpec(String name, boolean required, String place, String schema) {}

  /**
   * A body, of a request or a response.
   *
   * @param required whether it must be there
   * @param place where its media types stand
   * @param schemas where its schema stands, by media type
   */
  public record BodySpec(boolean required, String place, Map<String, String> schemas) {}

  /**
   * A response.
   *
   * @param status its status
   * @param place where it stands
   * @param headers its header fields
   * @param body its body; null when it has none
   */
  public record ResponseSpec(
      int status, String place, List<HeaderSpec> headers, @Nullable BodySpec body) {}

  @Override
  public String toString() {
    return id;
  }
}
