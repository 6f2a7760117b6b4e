package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingFilterTest {
  private static final Contract CONTRACT = Contract.load();
  private static final String NAMESPACE = "/api/v1/tenants/T/namespaces/N";

  private final RoutingFilter filter = new RoutingFilter(CONTRACT, IdentityResource.routes());

  @Test
  void everyOperationIsFoundInEverySpellingUnderEveryVersion() {
    List<UnaryOperator<String>> spellings =
        List.of(
            word -> word,
            word -> word.toLowerCase(Locale.ROOT),
            word -> word.toUpperCase(Locale.ROOT),
            word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    int found = 0;
    for (Contract.Operation operation : CONTRACT.operations()) {
      for (String base : CONTRACT.basePaths()) {
        for (UnaryOperator<String> spelling : spellings) {
          for (String end : List.of("", "/")) {
            Route route = operation.route();
            String path = spelled(base + route.template(), spelling) + end;
            ContainerRequest request = Requests.to(route.method(), path);

            filter.filter(request);

            assertThat(Call.of(request).operation()).as(path).isSameAs(operation);
            assertThat(Call.of(request).template()).isEqualTo(base + route.template());
            assertThat(request.getRequestUri().getRawPath())
                .as(path)
                .isEqualTo(spelled(route.template(), word -> word));
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
  void anIdentifierIsWhatTheAddressSays(String sent, String rewritten) {
    ContainerRequest request = Requests.to("GET", NAMESPACE + "/omfConnections/" + sent);

    filter.filter(request);

    assertThat(request.getRequestUri().getRawPath())
        .isEqualTo("/tenants/T/namespaces/N/omfConnections/" + rewritten);
  }

  /** Or it would be taken for the collection, or for nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"%2E", "%2e%2E", ".", ".."})
  void anIdentifierOfDotsIsAnIdentifier(String dots) {
    ContainerRequest request = Requests.to("GET", NAMESPACE + "/omfConnections/" + dots);

    filter.filter(request);

    assertThat(Call.of(request).operation())
        .isSameAs(Requests.operation(CONTRACT, "getOmfConnection"));
    assertThat(request.getRequestUri().getRawPath())
        .isEqualTo(
            "/tenants/T/namespaces/N/omfConnections/"
                + dots.replace(".", "%2E").toUpperCase(Locale.ROOT));
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
  void anAddressThatTheContractLacksIsUnknown(String path) {
    ApiException error = refusal("GET", path.replace("{", "%7B").replace("}", "%7D"));

    assertThat(error.code()).isEqualTo(ErrorCode.ADDRESS_UNKNOWN);
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
  void aMethodThatTheAddressLacksIsAnsweredWithThoseThatItHas(
      String method, String path, String allowed) {
    ContainerRequest request = Requests.to(method, NAMESPACE + path);
    ApiException error = refusal(request);

    // For the log.
    assertThat(Call.of(request).template()).startsWith("/api/v1/tenants/{tenantId}/");
    assertThat(error.code()).isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(error.headers()).containsEntry("Allow", allowed);
    assertThat(error.parameters().get("method")).contains(allowed);
  }

  @Test
  void addressesOutsideTheContractHaveNoOperation() {
    for (Route route : IdentityResource.routes()) {
      ContainerRequest request = Requests.to(route.method(), route.template());

      filter.filter(request);

      assertThat(Call.of(request).operation()).isNull();
      assertThat(Call.of(request).template()).isEqualTo(route.template());
      assertThat(refusal("DELETE", route.template()).headers())
          .containsEntry("Allow", route.method());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "*/*", "application/json;q=0", "nonsense", "a/b/c"})
  void whateverTheCallerAcceptsItGetsJson(String accept) {
    ContainerRequest request = Requests.to("GET", NAMESPACE + "/omfConnections");
    request.getHeaders().putSingle("Accept", accept);

    filter.filter(request);

    assertThat(request.getHeaders().get("Accept")).containsExactly("application/json");
  }

  private ApiException refusal(String method, String path) {
    return refusal(Requests.to(method, path));
  }

  private ApiException refusal(ContainerRequest request) {
    ApiException error = catchThrowableOfType(ApiException.class, () -> filter.filter(request));
    assertThat(error).as(request.getRequestUri().toString()).isNotNull();
    return error;
  }

  private static String spelled(String template, UnaryOperator<String> spelling) {
    List<String> segments = new ArrayList<>();
    for (String segment : template.substring(1).split("/", -1)) {
      segments.add(segment.startsWith("{") ? "Id-" + segment.charAt(1) : spelling.apply(segment));
    }
    return "/" + String.join("/", segments);
  }
}
