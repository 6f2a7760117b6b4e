package io.omfconnections.server.junit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.omfconnections.server.OmfConnectionsServer;
import io.omfconnections.server.ServerConfig;
import io.omfconnections.server.ServerConfigBuilder;
import io.omfconnections.server.identity.DirectoryFile;
import io.omfconnections.server.identity.TenantDirectory.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a server on a free port of this machine for the tests of a class:
 *
 * <pre>{@code
 * @RegisterExtension
 * static OmfConnectionsExtension omf = OmfConnectionsExtension.builder().build();
 * }</pre>
 *
 * <p>In a static field, the extension runs one server for all tests of the class and of its nested
 * classes. In an instance field, it runs one server for each test. Before each test, the data is
 * replaced with the seed, or removed if there is none. So the tests of a class must not run at the
 * same time; different classes have different servers.
 *
 * <p>By default, the server has the development directory, keeps its data in memory, and has no
 * delays: a connection is Active when it has been created, and does not exist any more when it has
 * been deleted.
 */
public final class OmfConnectionsExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver {

  /** The client of the development directory that has the administrator role. */
  public static final String ADMINISTRATOR = "c1a5d0e2-7b64-4f3c-8e19-5d2b7f6a9c11";

  /** The client of the development directory that has the role Operator. */
  public static final String OPERATOR = "c2b8f4a6-1d35-4e7a-9b02-6c3e8a5d7f22";

  private final ServerConfig config;
  private @Nullable OmfConnectionsServer server;
  private @Nullable String startedFor;

  private OmfConnectionsExtension(ServerConfig config) {
    this.config = config;
  }

  /** Returns a builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds an extension. */
  public static final class Builder {
    private final ServerConfigBuilder config =
        ServerConfig.builder()
            .port(0)
            .provisioningDelay(Duration.ZERO)
            .deletionDelay(Duration.ZERO);

    private Builder() {}

    /** Sets the YAML file of the connections that exist before each test; the default is none. */
    public Builder seed(Path file) {
      config.seed(file);
      return this;
    }

    /** Changes any other setting of the server. */
    public Builder configure(Consumer<ServerConfigBuilder> change) {
      change.accept(config);
      return this;
    }

    /**
     * Builds the extension.
     *
     * @throws IllegalArgumentException if a setting is invalid
     */
    public OmfConnectionsExtension build() {
      return new OmfConnectionsExtension(config.build());
    }
  }

  /** Returns the base URL of the server, such as {@code http://127.0.0.1:49152}. */
  public URI baseUri() {
    return running().baseUri();
  }

  /**
   * Returns the URL of the connections of a namespace, in version {@code v1}, of the first tenant
   * of the directory.
   *
   * @param namespaceId the namespace, such as {@code plant-a}
   */
  public URI connectionsUri(String namespaceId) {
    Tenant tenant = running().directory().tenants().get(0);
    return URI.create(
        baseUri()
            + "/api/v1/tenants/"
            + encoded(tenant.id())
            + "/namespaces/"
            + encoded(namespaceId)
            + "/omfConnections");
  }

  /** Returns an access token of a client of the development directory. */
  public String token(String clientId) {
    return token(clientId, DirectoryFile.DEVELOPMENT_SECRET);
  }

  /**
   * Returns an access token of a client of another directory.
   *
   * @throws IllegalArgumentException if the server does not issue a token to the client
   */
  public String token(String clientId, String secret) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUri() + "/identity/connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "grant_type=client_credentials&client_id="
                        + encoded(clientId)
                        + "&client_secret="
                        + encoded(secret)))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalArgumentException(
            "No token for the client " + clientId + ": " + response.body());
      }
      return new ObjectMapper().readTree(response.body()).path("access_token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a token was requested", e);
    }
  }

  /** Replaces the data with the seed, or removes it. This also happens before each test. */
  public void reset() {
    running().reset();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    start(context);
    reset();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  private void start(ExtensionContext context) {
    if (server == null) {
      server = OmfConnectionsServer.start(config);
      startedFor = context.getUniqueId();
    }
  }

  /** Stops the server if it was started for the same test or class. */
  private void stop(ExtensionContext context) {
    if (server != null && context.getUniqueId().equals(startedFor)) {
      server.close();
      server = null;
    }
  }

  private OmfConnectionsServer running() {
    if (server == null) {
      throw new IllegalStateException(
          "The server runs only during tests. Annotate the field of the extension with"
              + " @RegisterExtension, and use the extension in tests and in methods that run before"
              + " or after them.");
    }
    return server;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return (parameter.isAnnotated(OmfToken.class) && type == String.class)
        || (parameter.isAnnotated(OmfBaseUri.class) && (type == String.class || type == URI.class));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.isAnnotated(OmfBaseUri.class)) {
      return parameter.getParameter().getType() == URI.class ? baseUri() : baseUri().toString();
    }
    return token(parameter.findAnnotation(OmfToken.class).orElseThrow().value());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
