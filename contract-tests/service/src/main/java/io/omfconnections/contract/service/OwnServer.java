package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Target;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.ServerConfigBuilder;
import io.omfconnections.server.connections.ConnectionStore;
import java.net.URI;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A server in this process that a test has to itself, with the tests' tenants. */
public final class OwnServer implements AutoCloseable {
  /**
   * A server that runs.
   *
   * @param baseUri where it is
   * @param stop ends it
   */
  public record Running(URI baseUri, Runnable stop) {}

  private static Function<ServerConfig, Running> starter = OwnServer::service;

  private final Running server;
  private final RecordingClient client;
  private final Tokens tokens;

  private OwnServer(Running server) {
    this.server = server;
    this.client = new RecordingClient(server.baseUri(), Target.RECORDER);
    this.tokens = new Tokens(client);
  }

  /** Starts one on a free port, in memory unless the settings say otherwise. */
  public static OwnServer start(UnaryOperator<ServerConfigBuilder> settings) {
    ServerConfigBuilder config = ServerConfig.builder().port(0).directory(Fixtures.directory());
    return new OwnServer(starter.apply(settings.apply(config).build()));
  }

  /** Has every server from now on started in another way: as an impostor, to see it caught. */
  public static void startWith(Function<ServerConfig, Running> other) {
    starter = other;
  }

  private static Running service(ServerConfig config) {
    return running(OmfConnectionsServer.start(config));
  }

  private static Running running(OmfConnectionsServer server) {
    return new Running(server.baseUri(), server::close);
  }

  /** Starts one on a free port, with its connections in this store, which it closes at the end. */
  static OwnServer start(UnaryOperator<ServerConfigBuilder> settings, ConnectionStore store) {
    ServerConfigBuilder config = ServerConfig.builder().port(0).directory(Fixtures.directory());
    return new OwnServer(
        running(OmfConnectionsServer.start(settings.apply(config).build(), store)));
  }

  /** The operations as the administrator. */
  public Api api() {
    return api(Fixtures.ADMINISTRATOR);
  }

  /** The operations as the given caller. */
  public Api api(Caller caller) {
    return new Api(client, tokens, caller, Fixtures.TENANT, Fixtures.NAMESPACE);
  }

  /** The tokens of this server. */
  public Tokens tokens() {
    return tokens;
  }

  /** Where it is. */
  public URI baseUri() {
    return server.baseUri();
  }

  @Override
  public void close() {
    server.stop().run();
  }
}
