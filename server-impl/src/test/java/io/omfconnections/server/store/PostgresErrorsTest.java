package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "40001, CONFLICT",
    "40P01, CONFLICT",
    "57014, TIMED_OUT",
    "55P03, TIMED_OUT",
    "25P04, TIMED_OUT",
    "25006, UNAVAILABLE",
    "42P01, UNAVAILABLE",
    "42501, UNAVAILABLE",
    "3D000, UNAVAILABLE",
    "08006, UNAVAILABLE",
    "08003, UNAVAILABLE",
    "28P01, UNAVAILABLE",
    "53100, UNAVAILABLE",
    "53300, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "XX001, UNAVAILABLE"
  })
  void error_of_the_server_is_classified(String state, Database.Failure failure) {
    assertThat(PostgresErrors.failure(new SQLException("", state))).contains(failure);
  }

  @Test
  void timeout_of_the_client_is_a_timeout() {
    assertThat(PostgresErrors.failure(new SQLTimeoutException()))
        .contains(Database.Failure.TIMED_OUT);
  }

  /** 23503 is a conflict only for one constraint; see PostgresConflictsTest. */
  @ParameterizedTest
  @ValueSource(strings = {"42601", "22021", "23503", "23505", "54000", "0A000"})
  void error_of_a_statement_is_a_defect(String state) {
    assertThat(PostgresErrors.failure(new SQLException("", state))).isEmpty();
  }

  @Test
  void error_without_a_code_is_a_defect() {
    assertThat(PostgresErrors.failure(new SQLException(""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "08006, true",
    "08003, true",
    "57P01, true",
    "40003, true",
    "53100, true",
    "40001, false",
    "40P01, false",
    "23503, false",
    "25P02, false"
  })
  void outcome_of_a_commit_is_known_only_if_it_was_rolled_back(String state, boolean unknown) {
    assertThat(PostgresErrors.mayHaveCommitted(new SQLException("", state))).isEqualTo(unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FATAL: unsupported startup parameter: options",
        "Feature not supported: the proxy doesn't support command-line options"
      })
  void refusal_of_the_settings_of_a_session_says_what_to_do(String message) {
    PostgresSettings settings = new PostgresSettings("jdbc:postgresql://host/db", null, null);

    assertThat(PostgresErrors.explain(settings, new SQLException(message, "08P01")))
        .contains("connection pooler", "ALTER ROLE", "ignore_startup_parameters", message);
  }
}
