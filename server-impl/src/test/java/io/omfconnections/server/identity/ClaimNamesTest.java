package io.omfconnections.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimNamesTest {
  private static final Map<String, Object> CLAIMS =
      Map.of(
          "roles",
          "plain",
          "https://example.com/roles",
          "URL",
          "a.b",
          "dots",
          "/pointer",
          "slash",
          "a",
          Map.of("b", "hidden by the exact name", "c", Map.of("d", "deep")),
          "realm_access",
          Map.of("roles", "nested"),
          "resource_access",
          Map.of("my.client/x", Map.of("roles", "escaped")),
          "list",
          List.of(Map.of("roles", "element")));

  @ParameterizedTest
  @CsvSource({
    "roles, plain",
    "https://example.com/roles, URL",
    "a.b, dots",
    "/pointer, slash",
    "realm_access.roles, nested",
    "/realm_access/roles, nested",
    "/roles, plain",
    "a.c.d, deep",
    "/a/b, hidden by the exact name",
    "/resource_access/my.client~1x/roles, escaped"
  })
  void exact_name_is_preferred_to_a_path(String name, String value) {
    assertThat(ClaimNames.find(CLAIMS, name)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other",
        "realm_access.other",
        "realm_access.roles.more",
        "realm_access.",
        ".roles",
        "/",
        "/realm_access/",
        "/list/0/roles",
        "list.0.roles",
        "resource_access.my.client/x.roles"
      })
  void path_that_leads_nowhere_has_no_value(String name) {
    assertThat(ClaimNames.find(CLAIMS, name)).isNull();
  }

  @Test
  void claim_that_is_null_has_no_value() {
    Map<String, Object> claims = new HashMap<>();
    claims.put("roles", null);

    assertThat(ClaimNames.find(claims, "roles")).isNull();
  }
}
