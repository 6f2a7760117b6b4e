package io.omfconnections.contract.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.BackwardIncompatibleProp;
import org.openapitools.openapidiff.core.model.Changed;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedOperation;
import org.openapitools.openapidiff.core.model.ChangedSchema;
import org.openapitools.openapidiff.core.model.ComposedChanged;
import org.openapitools.openapidiff.core.model.Endpoint;

/** What openapi-diff says of two contracts. */
final class OpenApiDiff {
  // What it knows of and lets pass unless it is told not to.
  private static final OpenApiDiffOptions OPTIONS =
      OpenApiDiffOptions.builder()
          .configProperty(BackwardIncompatibleProp.OPERATION_ID_CHANGED.getPropertyName(), "true")
          .configProperty(
              BackwardIncompatibleProp.REQUEST_MIN_LENGTH_INCREASED.getPropertyName(), "true")
          .configProperty(
              BackwardIncompatibleProp.RESPONSE_NUMERIC_RANGE_INCREASED.getPropertyName(), "true")
          .build();

  private OpenApiDiff() {}

  /** The changes that it takes for breaking, each on a line: the operation, the place, what. */
  static List<String> breaking(JsonNode released, JsonNode working) {
    ChangedOpenApi changed =
        OpenApiCompare.fromContents(released.toString(), working.toString(), null, OPTIONS);
    List<String> found = new ArrayList<>();
    for (Endpoint endpoint : changed.getMissingEndpoints()) {
      found.add(endpoint.getMethod() + " " + endpoint.getPathUrl() + ": removed");
    }
    for (ChangedOperation operation : changed.getChangedOperations()) {
      if (operation.isIncompatible()) {
        descend(operation.getHttpMethod() + " " + operation.getPathUrl() + ":", operation, found);
      }
    }
    if (found.isEmpty() && changed.isIncompatible()) {
      found.add("the contract: incompatible");
    }
    return found;
  }

  private static void descend(String place, Changed changed, List<String> found) {
    int before = found.size();
    if (changed instanceof ComposedChanged composed) {
      for (Changed element : composed.getChangedElements()) {
        if (element != null && element.isIncompatible()) {
          descend(place + " " + label(changed, element), element, found);
        }
      }
    }
    if (found.size() == before) {
      found.add(place);
    }
  }

  private static String label(Changed parent, Changed element) {
    if (parent instanceof ChangedSchema schema) {
      for (Map.Entry<String, ChangedSchema> property : schema.getChangedProperties().entrySet()) {
        if (Objects.equals(property.getValue(), element)) {
          return property.getKey();
        }
      }
    }
    return element.getClass().getSimpleName().replace("Changed", "");
  }
}
