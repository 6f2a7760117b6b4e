package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  private static final Route ROUTE = Route.of("GET", "/tenants/{tenantId}/omfConnections/{id}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenants/T/omfConnections/i",
        "Tenants/T/OmfConnections/i",
        "TENANTS/T/omfconnections/i"
      })
  void literal_segments_match_case_insensitively_and_parameters_keep_their_case(String path) {
    assertThat(ROUTE.match(segments(path))).containsExactly("T", "i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tenants",
        "tenants/T/omfConnections",
        "tenants/T/omfConnections/i/more",
        "tenants/T/omfConnections/",
        "tenants//omfConnections/i",
        "tenants/T/omfConnection/i",
        "tenant/T/omfConnections/i",
        "/tenants/T/omfConnections/i",
        "{tenants}/T/omfConnections/i"
      })
  void path_of_another_form_does_not_match(String path) {
    assertThat(ROUTE.match(segments(path))).isNull();
  }

  @Test
  void path_parameter_can_be_any_text() {
    for (String value : List.of(" ", "a/b", "{id}", "..", "ö", "omfConnections", "%2F")) {
      assertThat(ROUTE.match(List.of("tenants", value, "omfConnections", "i")))
          .containsExactly(value, "i");
    }
  }

  @Test
  void template_is_rebuilt_from_its_segments() {
    assertThat(ROUTE.template()).isEqualTo("/tenants/{tenantId}/omfConnections/{id}");
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.split("/", -1));
  }
}
