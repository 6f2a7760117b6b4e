package io.omfconnections.contract.service;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Caller;
import io.omfconnections.contract.harness.Tokens;
import io.omfconnections.contract.http.RecordingClient;
import io.omfconnections.contract.recording.Recorder;
import java.net.URI;

/** A running server in the JVM of the tests. {@link TestServers} starts it. */
public final class InProcessServer implements AutoCloseable {
  private final TestServers.RunningServer server;
  private final RecordingClient client;
  private final Tokens tokens;

  InProcessServer(TestServers.RunningServer server, Recorder recorder) {
    this.server = server;
    this.client = new RecordingClient(server.baseUri(), recorder);
    this.tokens = new Tokens(client);
  }

  /** Returns the API with the administrator's credentials. */
  public Api api() {
    return api(TestTenants.ADMINISTRATOR);
  }

  /** Returns the API as the given caller sees it. */
  public Api api(Caller caller) {
    return new Api(client, tokens, caller, TestTenants.TENANT, TestTenants.NAMESPACE);
  }

  /** Returns the tokens of this server. */
  public Tokens tokens() {
    return tokens;
  }

  /** Returns the base URL of this server. */
  public URI baseUri() {
    return server.baseUri();
  }

  @Override
  public void close() {
    server.stop().run();
  }
}
