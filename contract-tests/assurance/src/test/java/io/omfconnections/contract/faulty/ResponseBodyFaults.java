package io.omfconnections.contract.faulty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Faults in what successful responses show. */
final class ResponseBodyFaults {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

  private ResponseBodyFaults() {}

  /** Writes the Type of a trustee as a string. */
  static Fault enumerationsAsStrings() {
    return MessageChanges.text(
        200, "(\"Type\":)(\\d+)", match -> match.group(1) + "\"" + match.group(2) + "\"");
  }

  /** Writes dates with six fractional digits. */
  static Fault datesWithSixDigits() {
    return texts("(\\.\\d{6})\\dZ\"", "$1Z\"");
  }

  /** Omits trailing zeros from the fractional seconds of dates. */
  static Fault datesWithoutTrailingZeros() {
    return texts("(\\.\\d+?)0+Z\"", "$1Z\"");
  }

  /** Shows each CreatedDate two seconds late. */
  static Fault datesTwoSecondsLate() {
    return MessageChanges.responses(
        response ->
            MessageChanges.withBody(
                response,
                MessageChanges.replaced(
                    response.body(),
                    "(?<=\"CreatedDate\":\")[^\".]+",
                    match -> LocalDateTime.parse(match.group()).plusSeconds(2).format(SECONDS))));
  }

  /** Shows entries that deny as entries that allow. */
  static Fault deniedAsAllowed() {
    return MessageChanges.text(200, "\"AccessType\":1", match -> "\"AccessType\":0");
  }

  /** Shows null for the tenants of trustees in access control lists. */
  static Fault omitsTenants() {
    return MessageChanges.responses(
        (request, response) -> MessageChanges.operation(request).endsWith("AccessControlList"),
        response ->
            MessageChanges.withText(
                response,
                text ->
                    text.replaceAll("\"TenantId\":\"([^\"\\\\]|\\\\.)*+\"", "\"TenantId\":null")));
  }

  /** Adds a property to owners that the schema does not name. */
  static Fault addsUndocumentedProperty() {
    return MessageChanges.successes(
        "getOmfConnectionOwner",
        response -> MessageChanges.withJson(response, owner -> owner.put("Name", "owner")));
  }

  /** Lists access rights in alphabetical order. */
  static Fault sortsAccessRights() {
    return MessageChanges.successes(
        ".*AccessRights",
        response -> {
          ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
          MessageChanges.json(response.body())
              .valueStream()
              .map(JsonNode::asText)
              .sorted()
              .forEach(sorted::add);
          return MessageChanges.withBody(response, sorted.toString());
        });
  }

  /** Shows each connection in the list with the Name that it had when it was first listed. */
  static Fault listsOldNames() {
    Map<String, JsonNode> nameById = new ConcurrentHashMap<>();
    return listed(
        connection ->
            connection.set(
                "Name",
                nameById.computeIfAbsent(
                    connection.path("Id").asText(), id -> connection.get("Name"))));
  }

  /** Shows at most a hundred ClientIds of each connection in the list. */
  static Fault truncatesListedClientIds() {
    return listed(
        connection -> {
          ArrayNode clients = connection.withArray("/ClientIds");
          while (clients.size() > 100) {
            clients.remove(clients.size() - 1);
          }
        });
  }

  private static Fault listed(Consumer<ObjectNode> change) {
    return MessageChanges.successes(
        "getOmfConnections",
        response ->
            MessageChanges.withJson(
                response,
                json -> json.path("Results").forEach(each -> change.accept((ObjectNode) each))));
  }

  private static Fault texts(String pattern, String replacement) {
    return MessageChanges.responses(
        response ->
            MessageChanges.withText(response, text -> text.replaceAll(pattern, replacement)));
  }
}
