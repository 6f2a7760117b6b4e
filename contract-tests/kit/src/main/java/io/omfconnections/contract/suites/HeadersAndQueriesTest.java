package io.omfconnections.contract.suites;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ContractSuite;
import io.omfconnections.contract.model.Operation;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Names of header fields are case-insensitive; Accept and all header fields and query parameters
 * that the contract does not define are ignored.
 */
@ContractSuite
@Order(Integer.MAX_VALUE - 6)
class HeadersAndQueriesTest {
  @Test
  void header_field_names_are_case_insensitive(Api api) {
    List<UnaryOperator<String>> letterCases =
        List.of(name -> name.toLowerCase(Locale.ROOT), name -> name.toUpperCase(Locale.ROOT));
    for (UnaryOperator<String> letterCase : letterCases) {
      Request original = api.request("createOmfConnection", "");
      Request request = original;
      for (String name : new String[] {"Authorization", "Content-Type"}) {
        String value = original.headers().first(name).orElseThrow();
        request = request.withoutHeader(name).plusHeader(letterCase.apply(name), value);
      }
      api.send(request).expect(202);
      api.send(request.plusHeader(letterCase.apply("Request-Timeout"), "0.000000001")).expect(408);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "If-None-Match,*",
    "If-Match,none",
    "If-Modified-Since,'Fri, 31 Dec 2100 23:59:59 GMT'",
    "If-Unmodified-Since,'Sat, 01 Jan 2000 00:00:00 GMT'",
    "Range,bytes=0-0",
    "X-HTTP-Method-Override,DELETE",
    "Origin,https://example.com",
    "Operation-Id,00000000-0000-4000-8000-000000000002",
  })
  void undocumented_header_fields_are_ignored(String name, String value, Api api) {
    String id = api.createNamed("headers");
    for (Operation operation : Api.CONTRACT.operations()) {
      if (!operation.method().equals("DELETE")) {
        // Twice, because the contract check also rejects a repeated Operation-Id.
        for (int i = 0; i < 2; i++) {
          Request request = api.request(operation.id(), id).withHeader(name, value);
          assertThat(api.send(request).status()).isBetween(200, 202);
        }
      }
    }
    api.get(id).expect(200);
  }

  @ParameterizedTest
  @CsvSource({"text/html", "application/xml", "application/json;q=0", "*/*;q=0", "nonsense"})
  void json_is_returned_even_if_accept_excludes_it(String accept, Api api) {
    api.send(api.request("getOmfConnections", "").withHeader("Accept", accept)).expect(200);
    String id = api.createNamed("accept");
    api.send(api.request("updateOmfConnection", id).withHeader("Accept", accept)).expect(200);
    api.send(api.request("getOmfConnection", Api.UNKNOWN_CONNECTION).withHeader("Accept", accept))
        .expect(404);
  }

  @Test
  void undocumented_query_parameters_are_ignored(Api api) {
    String id = api.createNamed("query");
    Request request = api.request("getOmfConnection", id);
    api.send(request.withTarget(request.target() + "?a=b&c=%2F")).expect(200);
    api.send(request.withTarget(request.target() + "/?")).expect(200);
  }

  @Test
  void paging_parameters_in_query_are_ignored(Api api) {
    String first = api.createNamed("first");
    String second = api.createNamed("second");
    Request request = api.request("getOmfConnections", "");
    for (String query :
        new String[] {"skip=0&count=1", "count=0", "query=none", "$top=1&$skip=1", "limit=1"}) {
      List<String> listed =
          api.send(request.withTarget(request.target() + "?" + query))
              .expect(200)
              .path("Results")
              .findValuesAsText("Id");
      assertThat(listed).contains(first, second);
    }
  }
}
