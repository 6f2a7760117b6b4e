package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteConfig;

/** Tests that prepared statements are used again, and that nothing of their last use is left. */
class SqliteConnectionTest {
  private static final String SQL = "SELECT coalesce(?, 'none')";

  private SqliteConnection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = new SqliteConnection("jdbc:sqlite::memory:", new SQLiteConfig());
    connection.run("CREATE TABLE t (value TEXT NOT NULL)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void closed_statement_is_used_again_without_its_parameters() throws SQLException {
    PreparedStatement first = connection.prepareStatement(SQL);
    first.setString(1, "secret");
    assertThat(value(first)).isEqualTo("secret");
    first.close();

    PreparedStatement again = connection.prepareStatement(SQL);

    assertThat(again).isSameAs(first);
    assertThat(value(again)).isEqualTo("none");
  }

  @Test
  void statement_that_is_used_again_has_its_column_names() throws SQLException {
    for (String sql :
        List.of(
            "SELECT 'a' AS one, 'b' AS two",
            "SELECT 'b' AS two",
            "SELECT 'a' AS one, 'b' AS two",
            "SELECT 'b' AS two")) {
      try (PreparedStatement statement = connection.prepareStatement(sql);
          ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("two")).isEqualTo("b");
      }
    }
  }

  @Test
  void statement_that_is_closed_twice_is_used_again() throws SQLException {
    PreparedStatement first = connection.prepareStatement(SQL);
    first.close();
    first.close();

    PreparedStatement again = connection.prepareStatement(SQL);

    assertThat(again).isSameAs(first);
    assertThat(value(again)).isEqualTo("none");
  }

  @Test
  void statement_in_use_is_not_shared() throws SQLException {
    PreparedStatement first = connection.prepareStatement(SQL);
    PreparedStatement second = connection.prepareStatement(SQL);
    assertThat(second).isNotSameAs(first);
    first.close();
    second.close();

    assertThat(connection.prepareStatement(SQL)).isSameAs(second);
    assertThatThrownBy(first::executeQuery).isInstanceOf(SQLException.class);
  }

  @Test
  void rows_that_were_not_read_are_forgotten() throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (String value : new String[] {"a", "b"}) {
        insert.setString(1, value);
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1);
    }
    PreparedStatement select = connection.prepareStatement("SELECT value FROM t ORDER BY value");
    assertThat(value(select)).isEqualTo("a");
    select.close();

    connection.run("DROP TABLE t"); // fails while a statement reads the table
  }

  @Test
  void statement_can_be_used_after_a_failure() throws SQLException {
    String sql = "INSERT INTO t VALUES (?)";
    try (PreparedStatement failing = connection.prepareStatement(sql)) {
      failing.setString(1, null);
      assertThatThrownBy(failing::executeUpdate).isInstanceOf(SQLException.class);
    }

    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, "value");
      assertThat(insert.executeUpdate()).isOne();
    }
  }

  @Test
  void number_of_kept_statements_is_limited() throws SQLException {
    PreparedStatement oldest = connection.prepareStatement(SQL);
    oldest.close();
    for (int i : IntStream.range(0, 100).toArray()) {
      connection.prepareStatement("SELECT " + i).close();
    }

    assertThat(connection.prepareStatement(SQL)).isNotSameAs(oldest);
    assertThatThrownBy(oldest::executeQuery).isInstanceOf(SQLException.class);
  }

  private static String value(PreparedStatement statement) throws SQLException {
    ResultSet rows = statement.executeQuery();
    assertThat(rows.next()).isTrue();
    return rows.getString(1);
  }
}
