package io.omfconnections.openapi.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Detects breaking changes with openapi-diff. */
final class OpenApiDiff {
  // Checks that are off by default.
  private static final OpenApiDiffOptions OPTIONS =
      OpenApiDiffOptions.builder()
          .configProperty(BackwardIncompatibleProp.OPERATION_ID_CHANGED.getPropertyName(), "true")
          .configProperty(
              BackwardIncompatibleProp.REQUEST_MIN_LENGTH_INCREASED.getPropertyName(), "true")
          .configProperty(
              BackwardIncompatibleProp.RESPONSE_NUMERIC_RANGE_INCREASED.getPropertyName(), "true")
          .build();

  private OpenApiDiff() {}

  /** Returns the breaking changes, each as the operation and the path of changed elements. */
  static List<String> breaking(JsonNode released, JsonNode working) {
    ChangedOpenApi changed =
        OpenApiCompare.fromContents(
            nullAsObject(released).toString(), nullAsObject(working).toString(), null, OPTIONS);
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

  /**
   * Returns a copy in which each schema that allows only null has the type object. Its type has no
   * meaning, but openapi-diff compares it.
   */
  private static JsonNode nullAsObject(JsonNode contract) {
    JsonNode copy = contract.deepCopy();
    for (JsonNode values : copy.findParents("enum")) {
      if (values instanceof ObjectNode schema
          && schema.path("enum").size() == 1
          && schema.at("/enum/0").isNull()) {
        schema.put("type", "object");
      }
    }
    return copy;
  }

  private static void descend(String path, Changed changed, List<String> found) {
    int before = found.size();
    if (changed instanceof ComposedChanged composed) {
      for (Changed element : composed.getChangedElements()) {
        if (element != null && element.isIncompatible()) {
          descend(path + " " + label(changed, element), element, found);
        }
      }
    }
    if (found.size() == before) {
      found.add(path);
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
