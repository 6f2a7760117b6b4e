package io.omfconnections.contract.faulty;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import java.text.Normalizer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;

/** Faults in how request bodies are parsed and validated. */
final class RequestBodyFaults {
  private static final int NAME_LIMIT = 200;
  private static final Set<String> CONNECTION_PROPERTIES =
      Set.of("Name", "Description", "ClientIds");

  private RequestBodyFaults() {}

  /** Accepts a Name of 201 characters, and truncates it. */
  static Fault acceptsLongName() {
    return bodies(
        json -> {
          String name = json.path("Name").asText();
          if (name.codePointCount(0, name.length()) == NAME_LIMIT + 1) {
            json.put("Name", name.substring(0, name.offsetByCodePoints(0, NAME_LIMIT)));
          }
        });
  }

  /** Counts UTF-16 code units instead of code points. */
  static Fault countsUtf16CodeUnits() {
    return bodies(
        json -> {
          if (json.path("Name").asText().length() > NAME_LIMIT) {
            json.put("Name", "x".repeat(NAME_LIMIT + 1));
          }
        });
  }

  /** Rejects connections with properties that the schema does not name. */
  static Fault rejectsUnknownProperties() {
    return MessageChanges.requests(
        request ->
            MessageChanges.operation(request).matches("(create|update)OmfConnection")
                ? MessageChanges.withJson(
                    request,
                    json -> {
                      if (json.properties().stream()
                          .anyMatch(
                              property -> !CONNECTION_PROPERTIES.contains(property.getKey()))) {
                        json.put("ClientIds", "invalid");
                      }
                    })
                : request);
  }

  /** Accepts duplicate properties, and uses the last one. */
  static Fault acceptsDuplicateProperties() {
    return bodies(json -> {});
  }

  /** Accepts malformed UTF-8, and replaces it with U+FFFD. */
  static Fault acceptsMalformedUtf8() {
    return MessageChanges.requests(
        request -> request.withBody(new String(request.body().bytes(), UTF_8)));
  }

  /** Coerces {@code 1.0} and {@code "1"} to 1. */
  static Fault coercesIntegers() {
    return MessageChanges.requests(
        request ->
            request.withBody(
                Body.of(
                    MessageChanges.replaced(
                        request.body(),
                        "\"(Type|AccessType|AccessRights)\":\"?(\\d+)(\\.0|e0)?\"?(?=[,}])",
                        match -> "\"" + match.group(1) + "\":" + match.group(2)))));
  }

  /** Keeps the entries of an access control list when an update omits them. */
  static Fault keepsOmittedEntries() {
    return Fault.inProxy(
        (request, upstream) -> {
          boolean omitted =
              MessageChanges.operation(request).matches("update.*AccessControlList")
                  && MessageChanges.json(request.body()) instanceof ObjectNode json
                  && !json.hasNonNull("RoleTrusteeAccessControlEntries");
          if (!omitted) {
            return upstream.send(request);
          }
          Response before = upstream.send(request.withMethod("GET").withBody(""));
          Response response = upstream.send(request);
          return response.status() == 200
              ? upstream.send(request.withBody(before.body()))
              : response;
        });
  }

  /** Normalizes the identifiers of trustees to Unicode NFC. */
  static Fault normalizesTrustees() {
    return MessageChanges.requests(
        request -> {
          String normalized =
              MessageChanges.replaced(
                  request.body(),
                  "\"ObjectId\":\"(?:[^\"\\\\]|\\\\.)*+\"",
                  match ->
                      Matcher.quoteReplacement(
                          Normalizer.normalize(match.group(), Normalizer.Form.NFC)));
          // Malformed UTF-8 must reach the service unchanged.
          return MessageChanges.operation(request).matches("update.*(List|Owner)")
                  && Body.of(request.body().text()).equals(request.body())
                  && !normalized.equals(request.body().text())
              ? request.withBody(normalized)
              : request;
        });
  }

  /** Takes CreatedDate from the request body. */
  static Fault takesCreatedDateFromBody() {
    Map<String, String> dateById = new ConcurrentHashMap<>();
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          if (response.status() >= 300
              || !(MessageChanges.json(response.body()) instanceof ObjectNode json)) {
            return response;
          }
          String id = json.path("Id").asText();
          String sent = MessageChanges.json(request.body()).path("CreatedDate").asText();
          if (sent.matches("2001-.*\\.\\d{7}Z")) {
            dateById.put(id, sent);
          }
          return dateById.containsKey(id)
              ? MessageChanges.withJson(
                  response, connection -> connection.put("CreatedDate", dateById.get(id)))
              : response;
        });
  }

  private static Fault bodies(Consumer<ObjectNode> change) {
    return MessageChanges.requests((Request request) -> MessageChanges.withJson(request, change));
  }
}
