package io.omfconnections.contract.bodies;

import io.omfconnections.contract.bodies.SchemaNavigator.Location;
import java.util.List;

/** Mutations of arrays: numbers of items, repeated items. */
final class ArrayMutations {
  private ArrayMutations() {}

  static void add(Location location, MutationList mutations) {
    for (int count : BoundaryValues.around(location.schema(), "minItems", "maxItems")) {
      itemCount(BodyKind.ITEM_COUNT, location, count, mutations);
    }
    for (int count : new int[] {0, 1, 20}) {
      itemCount(BodyKind.ITEM_COUNT, location, count, mutations);
    }
    if (location.schema().path("items").path("type").asText().equals("string")) {
      for (String array :
          List.of("[\"%s\",\"%s\"]", "[\"%s\",\"x%<s\",\"%<s\"]", "[\"%s\",\"%<s \"]")) {
        mutations.addTree(
            BodyKind.DUPLICATE,
            location,
            "equal or similar items",
            random -> {
              String item = random.uniqueString();
              return new TreeEdit.Replace(BodyWriter.utf8(String.format(array, item, item)));
            });
      }
    }
    if (!location.schema().has("maxItems")) {
      itemCount(BodyKind.LARGE, location, 1_000, mutations);
    }
  }

  private static void itemCount(
      BodyKind kind, Location location, int count, MutationList mutations) {
    mutations.addTree(kind, location, count + " items", random -> new TreeEdit.SetItemCount(count));
  }
}
