package io.omfconnections.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * Reads the rows of all connections by JDBC, and writes the bytes of the service's list to a
 * socket: after each row, the part of a file that corresponds to it. It knows neither HTTP nor
 * JSON.
 *
 * <p>Usage: {@code java JdbcList DATABASE-FILE BODY-FILE}
 */
public final class JdbcList {
  /** Reads every column that the service needs for a list. */
  private static final String SELECT =
      """
      SELECT c.id, c.name, c.description, c.created_at, c.active_at, c.deleted_at,
        c.owner_type, c.owner_id, c.access_control_list_id, content.client_ids
      FROM omf_connection AS c
      JOIN omf_connection_content AS content
        ON content.tenant_id = c.tenant_id AND content.namespace_id = c.namespace_id
          AND content.omf_connection_id = c.id
      WHERE c.tenant_id = (SELECT min(tenant_id) FROM omf_connection)
        AND c.namespace_id = (SELECT min(namespace_id) FROM omf_connection)
        AND c.created_at <> -1
      ORDER BY c.created_at, c.id
      """;

  private static final int COLUMNS = 10;

  private JdbcList() {}

  /** Serves one client after the other until the process is ended. */
  public static void main(String[] arguments) throws SQLException, IOException {
    byte[] body = Files.readAllBytes(Path.of(arguments[1]));
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Connection connection = Sqlite.open(arguments[0], TransactionMode.DEFERRED)) {
      int rows = count(connection);
      System.out.println("Listening on http://127.0.0.1:" + server.getLocalPort());
      while (true) {
        try (Socket socket = server.accept();
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192)) {
          readHead(socket);
          out.write(head);
          write(connection, body, rows, out);
        } catch (IOException e) {
          // The client needed only the first bytes.
        } finally {
          connection.commit();
        }
      }
    }
  }

  private static void readHead(Socket socket) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return;
      }
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
  }

  private static void write(Connection connection, byte[] body, int rows, OutputStream out)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SELECT)) {
      int written = 0;
      for (long number = 1; row.next(); number++) {
        for (int column = 1; column <= COLUMNS; column++) {
          row.getObject(column);
        }
        int end = (int) (body.length * number / rows);
        out.write(body, written, end - written);
        written = end;
      }
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM omf_connection_content")) {
      return row.getInt(1);
    }
  }
}
