package io.omfconnections.contract.check.rules;

import static io.omfconnections.contract.check.rules.ExchangeEdits.isError;
import static io.omfconnections.contract.check.rules.ExchangeEdits.put;
import static io.omfconnections.contract.check.rules.ExchangeEdits.request;
import static io.omfconnections.contract.check.rules.ExchangeEdits.requestBody;
import static io.omfconnections.contract.check.rules.ExchangeEdits.target;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InternalsExposedRuleTest {
  private static final Map<String, String> EXPOSED =
      Map.ofEntries(
          Map.entry("Java exception", "java.lang.NullPointerException"),
          Map.entry(
              "unqualified Java exception",
              "Unexpected character (code 10): was expecting JsonEOFException"),
          Map.entry("Java error", "OutOfMemoryError: heap"),
          Map.entry("Java class", "at io.omfconnections.server.rest.Errors"),
          Map.entry(
              "Java class of another vendor", "Handler dev.example.api.ConnectionResource failed"),
          Map.entry("Java package", "Failure in org.sqlite.core"),
          Map.entry("Java stack frame", "\tat com.example.Store.find(Store.java:17)"),
          Map.entry(
              "Java stack frame without source", "at com.example.Store$Proxy.find(Unknown Source)"),
          Map.entry(
              "Java stack trace",
              """
              Internal error
              \tat java.base/java.util.Optional.get(Optional.java:143)
              \t... 3 more
              """),
          Map.entry("Kotlin source location", "failed in Store.kt:42"),
          Map.entry("source location", "Errors.java:17"),
          Map.entry(
              "Python stack trace",
              """
              Traceback (most recent call last):
                File "/srv/app.py", line 12, in get
                  raise KeyError(x)
              """),
          Map.entry("Python source location", "File \"/srv/app.py\", line 12"),
          Map.entry("Python exception", "KeyError: 'tenant'"),
          Map.entry("qualified Python exception", "sqlalchemy.exc.OperationalError"),
          Map.entry(
              ".NET stack trace",
              "   at Contoso.Api.Store.Find(String id) in C:\\src\\Api\\Store.cs:line 31"),
          Map.entry(
              ".NET exception",
              "System.NullReferenceException: Object reference not set to an instance of an"
                  + " object."),
          Map.entry(".NET class", "No service for type Microsoft.AspNetCore.Http.HttpContext"),
          Map.entry(".NET stack frame without source", "at Contoso.Api.Store.Find(String id)"),
          Map.entry(
              "Node stack trace",
              "TypeError: x is undefined\n    at Object.<anonymous> (/srv/app/index.js:10:15)"),
          Map.entry("Node stack frame", "at async /srv/app/index.js:10:15"),
          Map.entry("Node internal stack frame", "at node:internal/process/task_queues:95:5"),
          Map.entry("Node stack frame of a module", "at new Store (file:///srv/app/store.mjs:3:9)"),
          Map.entry("Go panic", "panic: runtime error: index out of range"),
          Map.entry(
              "Go stack trace", "goroutine 7 [running]:\nmain.find(...)\n\t/src/main.go:12 +0x1d"),
          Map.entry("Rust panic", "thread 'main' panicked at src/store.rs:7:5"),
          Map.entry("Ruby source location", "app/store.rb:3:in `find'"),
          Map.entry("PHP source location", "Undefined index in /var/www/store.php on line 3"),
          Map.entry("SELECT", "near: SELECT id FROM connections WHERE id = ?"),
          Map.entry("SELECT in lower case", "select c.id from connection c where c.tenant = $1"),
          Map.entry("INSERT", "INSERT INTO connection (id) VALUES (?)"),
          Map.entry("UPDATE", "UPDATE connection SET name = ?"),
          Map.entry("DELETE", "DELETE FROM connection WHERE id = 7"),
          Map.entry("SQLite error", "[SQLITE_BUSY] The database file is locked"),
          Map.entry("SQLite constraint", "UNIQUE constraint failed: client.id"),
          Map.entry(
              "PostgreSQL constraint",
              "duplicate key value violates unique constraint \"client_pkey\""),
          Map.entry("PostgreSQL syntax error", "syntax error at or near \"where\""),
          Map.entry("SQL Server constraint", "Violation of UNIQUE KEY constraint 'UQ_Client'"),
          Map.entry("Oracle error", "ORA-00001"),
          Map.entry("SQLSTATE", "SQLSTATE 23505"));

  private static final List<String> ALLOWED =
      List.of(
          "ClientIds[3] already belongs to another OMF connection.",
          "The request body is not valid JSON: unexpected end of input at line 1, column 17.",
          "RoleTrusteeAccessControlEntries[0].Trustee.Type must be 1, 2 or 3.",
          "The access token has expired. Request a new one at"
              + " https://example.com/identity/connect/token.",
          "Select another name from the list, e.g. Plant.Line.Sensor, where it is free.",
          "The path has no method PATCH. It has GET, PUT and DELETE.",
          "Delete the OMF connection from the namespace, or update it.",
          "The namespace is at 10:15 (UTC) in maintenance.",
          "The server is overloaded. Retry after 5 seconds.",
          "An internal error has occurred. Quote this OperationId when you report it.",
          "Error: the tenant in the path is not the tenant of the token.");

  @TestFactory
  Stream<DynamicTest> internals_in_error_bodies_are_reported() {
    RuleCases cases = new RuleCases(Rule.INTERNALS_EXPOSED);
    EXPOSED.forEach((name, text) -> cases.add(name, isError(), put("/Reason", text)));
    cases.add(
        "in a parameter", isError(), put("/Parameters/Name", "java.lang.NullPointerException"));
    cases.add(
        "in the name of a parameter",
        isError(),
        put("/Parameters/java.lang.NullPointerException", "x"));
    cases.add(
        "in an undocumented property",
        isError(),
        put("/StackTrace", List.of("at Store.find(Store.java:17)")));
    return cases.tests();
  }

  @TestFactory
  Stream<DynamicTest> plain_error_texts_are_allowed() {
    return ALLOWED.stream()
        .map(
            text ->
                DynamicTest.dynamicTest(
                    text, () -> assertAllowed(put("/Reason", text).apply(invalidRequest()))));
  }

  @TestFactory
  Stream<DynamicTest> quotations_of_the_request_are_allowed() {
    String sent = "'; DROP TABLE \"x\"; -- java.lang.Object";
    String target = "/api/v1/tenants/t/namespaces/java.lang.%4Fbject/omfConnections";
    Exchange error = put("/Reason", "Unknown: " + sent).apply(invalidRequest());
    Exchange pathError = put("/Reason", "Unknown: java.lang.Object").apply(invalidRequest());
    return Stream.of(
        DynamicTest.dynamicTest(
            "of the body",
            () ->
                assertAllowed(requestBody(any -> TextNode.valueOf(sent).toString()).apply(error))),
        DynamicTest.dynamicTest(
            "of a malformed body", () -> assertAllowed(requestBody(any -> sent).apply(error))),
        DynamicTest.dynamicTest(
            "of a header field",
            () ->
                assertAllowed(request(request -> request.plusHeader("X-Sent", sent)).apply(error))),
        DynamicTest.dynamicTest(
            "of a path parameter", () -> assertAllowed(target(target).apply(pathError))));
  }

  @Test
  void internals_beside_a_quotation_are_reported() {
    Exchange error =
        requestBody(any -> "DROP TABLE x")
            .apply(put("/Reason", "DROP TABLE x: ORA-00942").apply(invalidRequest()));

    assertThat(new ContractCheck(RuleCases.CONTRACT).check(error))
        .extracting(Violation::rule)
        .containsExactly(Rule.INTERNALS_EXPOSED);
  }

  private static Exchange invalidRequest() {
    return RuleCases.VALID.of("createOmfConnection", 400);
  }

  private static void assertAllowed(Exchange exchange) {
    assertThat(new ContractCheck(RuleCases.CONTRACT).check(exchange)).isEmpty();
  }
}
