package io.omfconnections.benchmarks;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * A Jersey resource on Grizzly, both with their default settings, that returns a constant.
 *
 * <p>Usage: {@code java -jar bare-server.jar PORT BODY-FILE [HEADER-NAME HEADER-VALUE]...}
 */
public final class BareServer {
  private BareServer() {}

  /** The path of a connection. */
  @Path("/api/v1/tenants/{tenant}/namespaces/{namespace}/omfConnections/{id}")
  public static final class ConnectionResource {
    private final byte[] body;
    private final List<String> headers;

    ConnectionResource(byte[] body, List<String> headers) {
      this.body = body;
      this.headers = headers;
    }

    /** Returns the constant. */
    @GET
    public Response get() {
      Response.ResponseBuilder response = Response.ok(body);
      for (int i = 0; i < headers.size(); i += 2) {
        response.header(headers.get(i), headers.get(i + 1));
      }
      return response.build();
    }
  }

  /** Starts the server, which runs until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    List<String> headers = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
    byte[] body = Files.readAllBytes(java.nio.file.Path.of(arguments[1]));
    HttpServer server =
        GrizzlyHttpServerFactory.createHttpServer(
            URI.create("http://127.0.0.1:" + arguments[0] + "/"),
            new ResourceConfig().register(new ConnectionResource(body, headers)));
    System.out.println("Listening on http://127.0.0.1:" + server.getListener("grizzly").getPort());
  }
}
