package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSettingsTest {
  private static final String SECRET = "t0p-s3cret";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://host/db?password=" + SECRET,
        "jdbc:postgresql://host/db?ssl=true&PassWord=" + SECRET,
        "jdbc:postgresql://user:" + SECRET + "@host/db",
        "jdbc:postgresql://" + SECRET + "@host/db"
      })
  void password_in_the_url_is_rejected_and_not_repeated(String url) {
    assertThatThrownBy(() -> new PostgresSettings(url, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("(--database)", "--database-user", "--database-password-file")
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host/db",
        "postgresql://host/db",
        "jdbc:sqlite:file",
        "jdbc:postgresql:db",
        "jdbc:postgresql://host",
        "jdbc:postgresql://host/",
        "jdbc:postgresql:///db"
      })
  void invalid_url_is_rejected(String url) {
    assertThatThrownBy(() -> new PostgresSettings(url, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql://HOST:PORT/NAME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?reWriteBatchedInserts=true", "?ssl=true&rewritebatchedinserts=false"})
  void rewritten_batches_are_rejected(String parameters) {
    assertThatThrownBy(
            () -> new PostgresSettings("jdbc:postgresql://host/db" + parameters, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reWriteBatchedInserts");
  }

  @Test
  void options_that_are_not_encoded_correctly_are_rejected() {
    assertThatThrownBy(
            () -> new PostgresSettings("jdbc:postgresql://host/db?options=-c%2", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("(--database)", "options", "percent-encoded");
  }

  @Test
  void description_contains_neither_password_nor_parameters() {
    PostgresSettings settings =
        new PostgresSettings("jdbc:postgresql://host:1/db?sslpassword=" + SECRET, "u", SECRET);

    assertThat(settings.toString())
        .isEqualTo(settings.location())
        .isEqualTo("jdbc:postgresql://host:1/db");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, ",
    "localhost:5432, ",
    "127.0.0.1:1, ",
    "'[::1]:1', ",
    "'localhost:1,localhost:2', ",
    "db.example, require",
    "10.0.0.1:5432, require",
    "127.example, require",
    "'localhost,db.example', require"
  })
  void connection_to_another_machine_is_encrypted(String hosts, String mode) {
    String url = "jdbc:postgresql://" + hosts + "/db";

    assertThat(new PostgresSettings(url, null, null).properties().getProperty("sslmode"))
        .isEqualTo(mode);
    assertThat(
            new PostgresSettings(url + "?sslMode=disable", null, null)
                .properties()
                .getProperty("sslmode"))
        .as("the URL decides")
        .isNull();
  }

  @Test
  void user_and_password_are_passed_to_the_driver() {
    assertThat(new PostgresSettings("jdbc:postgresql://localhost/db", "u", "p").properties())
        .containsEntry("user", "u")
        .containsEntry("password", "p");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ?options=-c+a%3Dx%5C+y",
    "?ssl=true, ?ssl=true&options=-c+a%3Dx%5C+y",
    "?options=-c%20c=1&options=-c%20b=1, ?options=-c%20c=1&options=-c%20b=1&options=-c+b%3D1+-c+a%3Dx%5C+y",
    "?options=-c%20b=1&ssl=true, ?options=-c%20b=1&ssl=true&options=-c+b%3D1+-c+a%3Dx%5C+y"
  })
  void settings_of_sessions_are_added_to_those_of_the_url(String given, String expected) {
    String url = "jdbc:postgresql://localhost/db";

    assertThat(new PostgresSettings(url + given, null, null).url(Map.of("a", "x y")))
        .isEqualTo(url + expected);
  }
}
