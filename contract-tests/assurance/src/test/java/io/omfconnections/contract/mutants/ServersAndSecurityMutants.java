package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.MutantCollector.array;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.model.OpenApiDocument;

/** Mutates the server URL, the API versions and the security schemes. */
final class ServersAndSecurityMutants {
  private ServersAndSecurityMutants() {}

  static void add(MutantCollector mutants) {
    server(mutants);
    security(mutants);
  }

  private static void server(MutantCollector mutants) {
    String server = "#/servers/0";
    mutants.add(
        "server URL changed",
        server,
        "to another base path",
        node -> node.put("url", "/apis/{apiVersion}"));
    String variable = server + "/variables/apiVersion";
    JsonNode versions = mutants.find(variable + "/enum");
    for (int i = 0; i < versions.size(); i++) {
      int index = i;
      String version = versions.get(i).asText();
      mutants.add("version removed", variable, version, node -> array(node, "enum").remove(index));
      mutants.add(
          "version renamed",
          variable,
          version + " to " + version + "x",
          node -> array(node, "enum").set(index, version + "x"));
    }
    mutants.add("version added", variable, "v3", node -> array(node, "enum").add("v3"));
    mutants.add(
        "default version changed",
        variable,
        "to the last version",
        node -> node.set("default", versions.get(versions.size() - 1)));
  }

  private static void security(MutantCollector mutants) {
    String schemes = "#/components/securitySchemes";
    mutants.add("security removed", "#", "of all operations", node -> node.remove("security"));
    for (String name : mutants.names(schemes)) {
      String scheme = OpenApiDocument.child(schemes, name);
      mutants.add(
          "security scheme changed",
          scheme,
          "to HTTP Basic",
          node -> {
            node.removeAll();
            node.put("type", "http").put("scheme", "basic");
          });
      mutants.remove("security scheme removed", schemes, name);
      mutants.add(
          "token URL changed",
          scheme + "/flows/clientCredentials",
          "tokenUrl",
          node -> node.put("tokenUrl", node.path("tokenUrl").asText() + "x"));
      mutants.add(
          "security scope required",
          "#",
          name + " with admin",
          node -> ((ObjectNode) array(node, "security").get(0)).putArray(name).add("admin"));
    }
  }
}
