package io.omfconnections.contract.mutants;

import static io.omfconnections.contract.mutants.ExchangeChanges.OPERATION_ID;
import static io.omfconnections.contract.mutants.ExchangeChanges.OTHER_ID;
import static io.omfconnections.contract.mutants.ExchangeChanges.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import java.nio.charset.StandardCharsets;

/** Changes the bodies of responses: JSON syntax, values, and the content of errors. */
final class ResponseBodyChanges {
  private static final String[] INTERNALS = {
    "java.lang.NullPointerException",
    "at io.omfconnections.server.store.SqlConnectionStore.find(SqlConnectionStore.java:17)",
    "org.sqlite.SQLiteException: [SQLITE_BUSY] The database file is locked",
    "IllegalStateException: pool is closed",
    "SELECT id FROM connection WHERE tenant = ?"
  };

  private final ExchangeChanges changes;
  private final JsonNode body;
  private final String text;

  private ResponseBodyChanges(ExchangeChanges changes, JsonNode body) {
    this.changes = changes;
    this.body = body;
    this.text = changes.original().response().body().text();
  }

  /** Adds the changes of the response's body, if it is JSON. */
  static void addTo(ExchangeChanges changes) {
    JsonNode body = changes.body();
    if (body == null) {
      return;
    }
    ResponseBodyChanges bodies = new ResponseBodyChanges(changes, body);
    bodies.syntax();
    if (body.isObject() && !body.isEmpty()) {
      bodies.objectSyntax();
    }
    if (changes.isDescribed()) {
      bodies.undocumentedForms();
    }
    if (changes.operation() != null) {
      bodies.values();
      bodies.exposedToken();
    }
    boolean error = changes.original().status() >= 400 && body.path("Parameters").isObject();
    if (changes.isDescribed() && error) {
      bodies.errors();
    }
  }

  private void syntax() {
    wrong("body without its last character", text.substring(0, text.length() - 1));
    wrong("body cut in half", text.substring(0, (text.length() + 1) / 2 - 1) + "\"");
    wrong("blank body", " \n");
    for (String trailing : new String[] {"{}", "x", ",", "\u0000"}) {
      wrong("data after the body", text + trailing);
    }
    wrong("byte order mark", "\uFEFF" + text);
    wrong("HTML body", "<html><body>" + changes.original().status() + "</body></html>");
    wrong("comment in the body", "/* " + changes.original().status() + " */" + text);
    changes.wrong(
        "body in UTF-16", changes.withBody(Body.of(text.getBytes(StandardCharsets.UTF_16))));
    correct("whitespace around the body", " \r\n\t" + text + "\n");
  }

  private void objectSyntax() {
    String name = body.fieldNames().next();
    String rest = text.strip().substring(1);
    wrong("repeated property", "{" + quoted(name) + ":" + body.get(name) + "," + rest);
    wrong("trailing comma", text.strip().replaceFirst("}$", ",}"));
    wrong("unquoted property name", "{x:1," + rest);
    wrong("NaN", "{\"x\":NaN," + rest);
    correct("properties in reverse order", ValueChanges.reversed(body).toString());
    correct("indented body", body.toPrettyString());
  }

  private void undocumentedForms() {
    wrong("body removed", "");
    wrong("body in an array", "[" + text + "]");
    wrong("body as a string", quoted(text));
    wrong("body null", "null");
    if (text.matches("(?s).*\"[^\"\\\\]+\":\"[^\"\\\\]+\".*")) {
      wrong("unpaired surrogate", text.replaceFirst(":\"", ":\"\\\\ud83d"));
      byte[] bytes = text.replaceFirst(":\"", ":\"\u00fc").getBytes(StandardCharsets.ISO_8859_1);
      changes.wrong("malformed UTF-8", changes.withBody(Body.of(bytes)));
    }
  }

  private void values() {
    for (ValueChanges.Change change : ValueChanges.inResponse(body)) {
      changes.add(
          change.operator(), change.violates(), changes.withBody(change.value().toString()));
    }
  }

  private void exposedToken() {
    String token = changes.token();
    if (token != null && body.isObject() && body.path("Error").isTextual()) {
      wrong("access token in the body", with("Reason", "The token " + token + " has expired."));
    }
  }

  private void errors() {
    wrong("OperationId of another exchange", with("OperationId", OTHER_ID));
    changes.wrong(
        "Operation-Id of another exchange",
        changes.withHeaders(headers -> headers.with(OPERATION_ID, OTHER_ID)));
    for (String name : new String[] {"OperationId", "Error", "Reason", "Resolution"}) {
      wrong("empty property of an error", with(name, ""));
      wrong("blank property of an error", with(name, " \t"));
    }
    for (String internals : INTERNALS) {
      wrong("internals of the server in an error", with("Reason", internals));
    }
    if (changes.operation() != null) {
      JsonNode error = body.deepCopy();
      ((ObjectNode) error.path("Parameters")).put("X-Custom", "is wrong");
      Exchange exchange = changes.withBody(error.toString());
      changes.wrong(
          "error about an undocumented header field",
          new Exchange(
              changes.original().request().plusHeader("X-Custom", "5"), exchange.response()));
    }
    correct("other text in an error", with("Reason", "It could not be done."));
  }

  /** Returns the body with another value of one property. */
  private String with(String name, String value) {
    return ((ObjectNode) body.deepCopy()).put(name, value).toString();
  }

  private void wrong(String operator, String other) {
    changes.wrong(operator, changes.withBody(other));
  }

  private void correct(String operator, String other) {
    changes.correct(operator, changes.withBody(other));
  }
}
