package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingFilterTest {
  private static final Contract CONTRACT = Contract.load();
  private static final String NAMESPACE = "/api/v1/tenants/T/namespaces/N";

  private final RoutingFilter filter = new RoutingFilter(CONTRACT, IdentityResource.routes());

  @Test
  void each_operation_is_found_in_any_case_under_each_version() {
    List<UnaryOperator<String>> casings =
        List.of(
            segment -> segment,
            segment -> segment.toLowerCase(Locale.ROOT),
            segment -> segment.toUpperCase(Locale.ROOT),
            segment -> segment.substring(0, 1).toUpperCase(Locale.ROOT) + segment.substring(1));
    int found = 0;
    for (Contract.Operation operation : CONTRACT.operations()) {
      for (String base : CONTRACT.basePaths()) {
        for (UnaryOperator<String> casing : casings) {
          for (String end : List.of("", "/")) {
            Route route = operation.route();
            String path = withCasing(base + route.template(), casing) + end;
            RequestContext request = TestRequests.to(route.method(), path);

            filter.filter(request);

            assertThat(request.operation()).as(path).isSameAs(operation);
            assertThat(request.template()).isEqualTo(base + route.template());
            assertThat(request.resourcePath())
                .as(path)
                .isEqualTo(withCasing(route.template(), segment -> segment));
            found++;
          }
        }
      }
    }
    assertThat(found).isEqualTo(13 * 2 * 4 * 2);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc",
    "AbC, AbC",
    "a%20b, a%20b",
    "a+b, a%2Bb",
    "a%2Fb, a%2Fb",
    "%C3%B6, %C3%B6",
    "%c3%b6, %C3%B6",
    "a%3Fb%23c, a%3Fb%23c",
    "a;b=c, a%3Bb%3Dc",
    "%00, %00",
    "accesscontrol, accesscontrol"
  })
  void path_parameter_keeps_its_value(String sent, String rewritten) {
    RequestContext request = TestRequests.to("GET", NAMESPACE + "/omfConnections/" + sent);

    filter.filter(request);

    assertThat(request.resourcePath())
        .isEqualTo("/tenants/T/namespaces/N/omfConnections/" + rewritten);
  }

  /** Resolving the segment would lead to the collection, or to no operation. */
  @ParameterizedTest
  @ValueSource(strings = {"%2E", "%2e%2E", ".", ".."})
  void dot_segment_is_a_path_parameter(String dots) {
    RequestContext request = TestRequests.to("GET", NAMESPACE + "/omfConnections/" + dots);

    filter.filter(request);

    assertThat(request.operation()).isSameAs(TestRequests.operation(CONTRACT, "getOmfConnection"));
    assertThat(request.resourcePath())
        .isEqualTo(
            "/tenants/T/namespaces/N/omfConnections/"
                + dots.replace(".", "%2E").toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/" + NAMESPACE + "/omfConnections", "/" + IdentityResource.TOKEN})
  void path_after_a_base_url_that_ends_with_a_slash_is_rejected_with_what_to_do(String path) {
    ApiException error = rejection("GET", path);

    assertThat(error.code()).isEqualTo(ErrorCode.PATH_UNKNOWN);
    assertThat(error.reason()).contains("Remove the slash at the end of the base URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "//",
        "/api",
        "/api/v1",
        "/api/v2/tenants/T/namespaces/N/omfConnections",
        "/api/{apiVersion}/tenants/T/namespaces/N/omfConnections",
        "/tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T/namespaces/N",
        "/api/v1/tenants//namespaces/N/omfConnections",
        "/api/v1//tenants/T/namespaces/N/omfConnections",
        "/api/v1/tenants/T/namespaces/N/omfConnections//",
        "/api/v1/tenants/T/namespaces/N/omfConnections/i/rights",
        "/api/v1/tenants/T/namespaces/N/omfConnections/i/owner/more",
        "/api/v1/tenants%2FT/namespaces/N/omfConnections",
        "/application.wadl",
        "/openapi.json"
      })
  void unknown_path_is_rejected(String path) {
    ApiException error = rejection("GET", path.replace("{", "%7B").replace("}", "%7D"));

    assertThat(error.code()).isEqualTo(ErrorCode.PATH_UNKNOWN);
    assertThat(error.headers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /omfConnections, 'GET, POST'",
    "DELETE, /omfConnections, 'GET, POST'",
    "HEAD, /omfConnections, 'GET, POST'",
    "OPTIONS, /omfConnections, 'GET, POST'",
    "get, /omfConnections, 'GET, POST'",
    "POST, /omfConnections/i, 'DELETE, GET, PUT'",
    "POST, /omfConnections/i/accesscontrol, 'GET, PUT'",
    "PUT, /OmfConnections/i/AccessRights, GET",
    "DELETE, /omfConnections/i/owner, 'GET, PUT'",
    "POST, /accesscontrol/omfConnections/, 'GET, PUT'",
    "PUT, /accessrights/omfConnections, GET"
  })
  void unsupported_method_is_405_with_allowed_methods(String method, String path, String allowed) {
    RequestContext request = TestRequests.to(method, NAMESPACE + path);
    ApiException error = rejection(request);

    // The template is known, for the log.
    assertThat(request.template()).startsWith("/api/v1/tenants/{tenantId}/");
    assertThat(error.code()).isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(error.headers()).containsEntry("Allow", allowed);
    assertThat(error.parameters().get("method")).contains(allowed);
  }

  @Test
  void endpoints_outside_the_contract_have_no_operation() {
    for (Route route : IdentityResource.routes()) {
      RequestContext request = TestRequests.to(route.method(), route.template());

      filter.filter(request);

      assertThat(request.operation()).isNull();
      assertThat(request.template()).isEqualTo(route.template());
      assertThat(rejection("DELETE", route.template()).headers())
          .containsEntry("Allow", route.method().equals("POST") ? "POST" : "GET, HEAD");
    }
  }

  private ApiException rejection(String method, String path) {
    return rejection(TestRequests.to(method, path));
  }

  private ApiException rejection(RequestContext request) {
    ApiException error = catchThrowableOfType(ApiException.class, () -> filter.filter(request));
    assertThat(error).as(request.request().getRequestURI()).isNotNull();
    return error;
  }

  private static String withCasing(String template, UnaryOperator<String> casing) {
    List<String> segments = new ArrayList<>();
    for (String part : template.substring(1).split("/", -1)) {
      segments.add(part.startsWith("{") ? "Id-" + part.charAt(1) : casing.apply(part));
    }
    return "/" + String.join("/", segments);
  }
}
