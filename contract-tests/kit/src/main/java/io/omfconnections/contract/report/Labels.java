package io.omfconnections.contract.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.recording.Coverage.StatusCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts about operations, status cases and numbers that several parts of the report use. */
final class Labels {
  private final Contract contract;

  Labels(Contract contract) {
    this.contract = contract;
  }

  /** Returns the operations by their first tag, both in the order of the contract. */
  Map<String, List<Operation>> operationsByTag() {
    Map<String, List<Operation>> byTag = new LinkedHashMap<>();
    for (Operation operation : contract.operations()) {
      String tag = node(operation).path("tags").path(0).asText("Operations");
      byTag.computeIfAbsent(tag, key -> new ArrayList<>()).add(operation);
    }
    return byTag;
  }

  String summary(Operation operation) {
    return node(operation).path("summary").asText(operation.id());
  }

  private JsonNode node(Operation operation) {
    return contract.at(operation.pointer());
  }

  /** Returns the part of HTML ids that identifies a status case. */
  static String id(StatusCase statusCase) {
    return statusCase.toString().replace(' ', '-');
  }

  static String times(int count) {
    return count == 1 ? "once" : number(count) + " times";
  }

  static String number(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
