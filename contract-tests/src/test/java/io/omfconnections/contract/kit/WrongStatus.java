package io.omfconnections.contract.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.omfconnections.contract.Body;
import io.omfconnections.contract.Exchange.Request;
import io.omfconnections.contract.Exchange.Response;
import io.omfconnections.contract.Headers;
import io.omfconnections.contract.http.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A wrong server: it answers 200 where the one behind it answers 202. */
final class WrongStatus implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final RecordingClient behind;

  private WrongStatus(HttpServer server, URI behind) {
    this.server = server;
    this.behind = new RecordingClient(behind, exchange -> {});
  }

  /** Starts one in front of a right server. */
  static WrongStatus start(URI behind) {
    try {
      WrongStatus wrong =
          new WrongStatus(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
              behind);
      wrong.server.createContext("/", wrong::answer);
      wrong.server.setExecutor(wrong.threads);
      wrong.server.start();
      return wrong;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  URI baseUri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Headers headers = Headers.none();
    for (String name : exchange.getRequestHeaders().keySet()) {
      for (String value : exchange.getRequestHeaders().get(name)) {
        headers = headers.plus(name, value);
      }
    }
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers.without("Connection").without("Content-Length").without("Transfer-Encoding"),
            Body.of(exchange.getRequestBody().readAllBytes()),
            true);
    Response response = behind.send(request).response();
    for (Headers.Field field : response.headers().fields()) {
      exchange.getResponseHeaders().add(field.name(), field.value());
    }
    byte[] body = response.body().bytes();
    int status = response.status() == 202 ? 200 : response.status();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
