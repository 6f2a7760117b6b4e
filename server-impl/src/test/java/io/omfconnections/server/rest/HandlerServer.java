package io.omfconnections.server.rest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;

/** An HTTP server with a single handler, one thread or a few, and small buffers. */
final class HandlerServer implements AutoCloseable {
  private final HttpServer server = new HttpServer();
  private final NetworkListener listener = new NetworkListener("http", "127.0.0.1", 0);

  HandlerServer(HttpHandler handler) throws IOException {
    this(handler, 1);
  }

  HandlerServer(HttpHandler handler, int threads) throws IOException {
    listener.setMaxPendingBytes(1);
    listener.getTransport().setWriteBufferSize(4096);
    listener
        .getTransport()
        .setWorkerThreadPoolConfig(
            ThreadPoolConfig.defaultConfig().setCorePoolSize(threads).setMaxPoolSize(threads));
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(handler, "/");
    server.start();
  }

  int port() {
    return listener.getPort();
  }

  HttpResponse<String> get() throws IOException, InterruptedException {
    return get("/");
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client().send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client()
        .send(request("/").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> getAsync() {
    return client().sendAsync(request("/").build(), BodyHandlers.ofString());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private HttpRequest.Builder request(String path) {
    URI uri = URI.create("http://127.0.0.1:" + listener.getPort() + path);
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
