package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.OmfConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that servers can be replaced by those of the next release one after the other: the first
 * new one migrates the database, while the others go on.
 */
@ParameterizedClass
@EnumSource(value = Engine.class, mode = EXCLUDE, names = "MEMORY")
@Timeout(30)
class UpgradeTest extends EachEngineFixture {
  /** Changes of the schema that servers of the previous release do not notice. */
  private static final List<String> ADDITIONS =
      List.of(
          "ALTER TABLE omf_connection ADD COLUMN added TEXT",
          "ALTER TABLE omf_connection_content ADD COLUMN added TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE access_control_list ADD COLUMN added TEXT",
          "ALTER TABLE client_mapping ADD COLUMN added BIGINT",
          "CREATE TABLE added (id TEXT NOT NULL, PRIMARY KEY (id))",
          "CREATE INDEX added_index ON omf_connection (owner_id)");

  /** Statements after which servers of the previous release may fail. */
  private static final Pattern REMOVAL =
      Pattern.compile(
          "\\b(drop|rename|truncate|alter column)\\b|add column [^,;]*\\bnot"
              + " null\\b(?![^,;]*default)");

  /** The last version to which this rule does not apply. */
  private static final int BEFORE = 5;

  @Test
  void a_running_server_goes_on_when_a_newer_release_has_added_to_the_schema() throws Exception {
    useEveryStatement("before");

    try (Connection newer = testDatabase.connect();
        Statement statement = newer.createStatement()) {
      for (String addition : ADDITIONS) {
        statement.execute(addition);
      }
    }

    useEveryStatement("after");
    assertThat(page(store, null, 10, T0))
        .extracting(OmfConnection::id)
        .containsExactly("after", "before");
  }

  @Test
  void migrations_only_add() throws Exception {
    assertThat(ADDITIONS).noneMatch(UpgradeTest::removes);
    assertThat(
            List.of(
                "ALTER TABLE t DROP COLUMN c",
                "DROP TABLE t",
                "ALTER TABLE t RENAME TO u",
                "ALTER TABLE t\n  ADD COLUMN c TEXT NOT NULL REFERENCES u (id)"))
        .allMatch(UpgradeTest::removes);

    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      assertThat(files.filter(file -> version(file) > BEFORE))
          .as("migrations after which servers of the previous release may fail")
          .noneMatch(file -> removes(text(file)));
    }
  }

  private void useEveryStatement(String id) throws SQLException {
    Instant created = id.equals("after") ? T0.minusSeconds(1) : T0;
    OmfConnection connection = connection(id, created);
    insert(store, connection);
    assertThat(claim(store, id, id + "-1", id + "-2")).isEmpty();
    assertThat(find(store, id, T0)).isEqualTo(connection);

    AccessControlList list = list(id, 2);
    write(
        store,
        transaction -> {
          transaction.update(NAMESPACE, withContent(connection, List.of(id + "-2"), list));
          transaction.updateAccessControlList(NAMESPACE, id, list);
          transaction.updateOwner(NAMESPACE, id, new Trustee(TrusteeType.USER, id, "tenant"));
          transaction.putCollectionAccessControlList(NAMESPACE, list);
          return 0;
        });
    assertThat(claim(store, id, id + "-2")).isEmpty();
    assertThat(find(store, id, T0).accessControlList()).isEqualTo(list);
    assertThat(store.<Boolean>read(deadline(), t -> t.findAccess(NAMESPACE, id, T0).isPresent()))
        .isTrue();

    insert(store, connection(id + "-deleted", created));
    write(
        store,
        transaction -> {
          transaction.delete(NAMESPACE, id + "-deleted", T0);
          return transaction.purge(T0.plusSeconds(1));
        });
    assertThat(rows(database, "omf_connection WHERE id = '" + id + "'")).isEqualTo(1);
  }

  private static boolean removes(String sql) {
    return REMOVAL.matcher(sql.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ")).find();
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
