package io.omfconnections.contract.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.OpenApiDocument;
import java.util.Map;
import java.util.stream.Stream;

/** Reports an error body in which one of the five properties is missing or empty. */
final class ErrorPropertiesRule implements RuleCheck {
  private static final String PROPERTIES = "#/components/schemas/ErrorResponseBody/properties";

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange.errorBody().stream()
        .flatMap(
            error ->
                exchange.contract().at(PROPERTIES).properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(name -> isEmpty(error.path(name)))
                    .map(
                        name ->
                            new Problem(
                                name + " is " + (error.has(name) ? error.get(name) : "missing"),
                                OpenApiDocument.child(PROPERTIES, name))));
  }

  /**
   * Returns whether a value is blank text, an empty object, an object with a blank name or value,
   * or of another type.
   */
  private static boolean isEmpty(JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      return value.properties().stream()
          .anyMatch(property -> property.getKey().isBlank() || isEmpty(property.getValue()));
    }
    return !value.isTextual() || value.textValue().isBlank();
  }
}
