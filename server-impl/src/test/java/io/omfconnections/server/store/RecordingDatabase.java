package io.omfconnections.server.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Records the statements that transactions execute. */
record RecordingDatabase(Database database, List<String> statements) implements Database {
  RecordingDatabase(Database database) {
    this(database, new ArrayList<>());
  }

  @Override
  public DataSource readers() {
    return recording(database.readers());
  }

  @Override
  public int maxReaders() {
    return database.maxReaders();
  }

  @Override
  public DataSource writers() {
    return recording(database.writers());
  }

  @Override
  public int maxWriters() {
    return database.maxWriters();
  }

  @Override
  public void limit(Connection connection, Duration limit) throws SQLException {
    database.limit(connection, limit);
  }

  @Override
  public void begin(Connection connection, Duration limit) throws SQLException {
    statements.add("BEGIN");
    database.begin(connection, limit);
  }

  @Override
  public void prepareLookUp(Connection connection, Duration limit) throws SQLException {
    database.prepareLookUp(connection, limit);
  }

  @Override
  public void commit(Connection connection) throws SQLException {
    database.commit(connection);
  }

  @Override
  public void rollback(Connection connection) throws SQLException {
    database.rollback(connection);
  }

  @Override
  public void requireSpace(Connection connection) throws SQLException {
    database.requireSpace(connection);
  }

  @Override
  public Optional<Failure> failure(SQLException error) {
    return database.failure(error);
  }

  @Override
  public boolean mayHaveCommitted(SQLException error) {
    return database.mayHaveCommitted(error);
  }

  @Override
  public void close() {
    database.close();
  }

  private DataSource recording(DataSource source) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> recording((Connection) method.invoke(source, arguments)));
  }

  private Connection recording(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("prepareStatement")) {
            statements.add((String) arguments[0]);
          }
          return method.invoke(connection, arguments);
        });
  }

  /** Returns an object whose methods the handler implements; it may call methods by reflection. */
  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return handler.invoke(proxy, method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
