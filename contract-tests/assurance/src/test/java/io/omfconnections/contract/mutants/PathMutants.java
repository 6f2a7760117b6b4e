package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.ADDED;
import static io.omfconnections.contract.mutants.MutantCollector.array;
import static io.omfconnections.contract.mutants.MutantCollector.rename;

import io.omfconnections.contract.model.OpenApiDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mutates paths, their segments and their parameters. */
final class PathMutants {
  private static final String PATHS = "#/paths";

  private PathMutants() {}

  static void add(MutantCollector mutants) {
    for (String path : mutants.names(PATHS)) {
      mutants.remove("path removed", PATHS, path);
      String[] segments = path.split("/", -1);
      for (int i = 1; i < segments.length; i++) {
        String segment = segments[i];
        String changed = segment.startsWith("{") ? "{" + ADDED + "}" : segment + "x";
        segment("path segment changed", path, i, changed, mutants);
        segment("path segment removed", path, i, null, mutants);
        segment("path segment added", path, i, segment + "/" + ADDED, mutants);
      }
      String pointer = OpenApiDocument.child(PATHS, path);
      for (int i = 0; i < mutants.find(pointer + "/parameters").size(); i++) {
        int index = i;
        mutants.add(
            "path parameter removed",
            pointer,
            "index " + i,
            node -> array(node, "parameters").remove(index));
      }
    }
  }

  /** Replaces or removes one segment of a path, unless the contract has the resulting path. */
  private static void segment(
      String operator, String path, int index, @Nullable String segment, MutantCollector mutants) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    if (segment == null) {
      segments.remove(index);
    } else {
      segments.set(index, segment);
    }
    String other = String.join("/", segments);
    if (!mutants.find(PATHS).has(other)) {
      mutants.add(operator, PATHS, path + " to " + other, node -> rename(node, path, other));
    }
  }
}
