package io.omfconnections.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.connections.ConnectionStore;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that data of earlier releases is kept when the database is opened. */
class MigrationTest extends ConnectionStoreFixture {
  private static final String LIST =
      "[{\"trustee\":{\"type\":\"ROLE\",\"id\":\"administrators\",\"tenant\":\"tenant\"},"
          + "\"access\":\"ALLOWED\",\"rights\":31}]";

  @Test
  void connections_and_lists_of_version_1_are_kept(@TempDir Path folder) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("omf-connections.db");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("1")
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String namespace : List.of("plant-a", "plant-b")) {
        for (String id : List.of("one", "two")) {
          statement.execute(
              String.format(
                  "INSERT INTO omf_connection VALUES ('tenant', '%s', '%s', 'name', 'description',"
                      + " '[\"c-%s\"]', 10000000, 20000000, NULL, 'CLIENT', 'owner', '%s')",
                  namespace, id, id, id.equals("one") ? LIST : "[]"));
          statement.execute(
              String.format(
                  "INSERT INTO client_mapping VALUES ('tenant', '%s', 'c-%s', '%s')",
                  namespace, id, id));
        }
      }
      statement.execute(
          "INSERT INTO omf_connection_collection VALUES ('tenant', 'plant-a', '" + LIST + "')");
    }

    SqliteDatabase database = SqliteDatabase.inFolder(folder);
    try (ConnectionStore store = new SqlConnectionStore(database, STORAGE_TIMEOUT)) {
      AccessControlList list = AccessControlList.initial("tenant", "administrators");
      for (Namespace namespace : List.of(NAMESPACE, OTHER_NAMESPACE)) {
        List<OmfConnection> found =
            store.read(deadline(), t -> t.page(namespace, null, 10, EVERY, T0)).connections();
        assertThat(found).extracting(OmfConnection::id).containsExactly("one", "two");
        assertThat(found)
            .extracting(OmfConnection::clientIds)
            .containsExactly(List.of("c-one"), List.of("c-two"));
        assertThat(found)
            .extracting(OmfConnection::accessControlList)
            .containsExactly(list, new AccessControlList(List.of()));
      }
      Optional<AccessControlList> collection =
          store.read(deadline(), t -> t.collectionAccessControlList(NAMESPACE));
      assertThat(collection).contains(list);
      assertThat(rows(database, "access_control_list")).as("equal lists").isEqualTo(2);
      assertThat(rows(database, "omf_connection WHERE access_control_list_id IS NULL")).isZero();
      assertThat(claim(store, "two", "c-one")).as("claims are kept").containsExactly("c-one");
    }
  }

  @Test
  void long_client_ids_of_version_3_still_belong_to_their_connection(@TempDir Path folder)
      throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("omf-connections.db");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .target("3")
        .load()
        .migrate();
    String longId = "é".repeat(StoredText.MAX_KEY_BYTES);
    String shortId = "é".repeat(StoredText.MAX_KEY_BYTES / 2);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO access_control_list VALUES ('list', '[]')");
      statement.execute(
          "INSERT INTO omf_connection VALUES ('tenant', 'plant-a', 'one', NULL, NULL, 1, 1, NULL,"
              + " 'CLIENT', 'owner', 'list')");
      statement.execute(
          "INSERT INTO omf_connection_content VALUES ('tenant', 'plant-a', 'one', '[]')");
      for (String id : List.of(longId, shortId)) {
        statement.execute(
            "INSERT INTO client_mapping VALUES ('tenant', 'plant-a', '" + id + "', 'one')");
      }
    }

    try (ConnectionStore store =
        new SqlConnectionStore(SqliteDatabase.inFolder(folder), STORAGE_TIMEOUT)) {
      insert(store, connection("two", T0));
      assertThat(claim(store, "two", longId, shortId)).containsExactly(shortId, longId);
      assertThat(claim(store, "one")).isEmpty();
      assertThat(claim(store, "two", longId, shortId)).as("released").isEmpty();
    }
  }
}
