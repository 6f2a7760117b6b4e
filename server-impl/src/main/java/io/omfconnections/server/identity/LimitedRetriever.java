package io.omfconnections.server.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets small documents. Both its limits count for the whole: a server that sends a byte a second,
 * or without end, is given up. The retriever of nimbus limits each read alone.
 */
final class LimitedRetriever {
  private static final int MAX_BYTES = 1 << 20;

  private final Duration timeout;
  private final HttpClient client;

  LimitedRetriever(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * The document at an address.
   *
   * @throws IOException when it can't be had within the limits
   */
  String get(URI address) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(address).timeout(timeout).build(),
            BodyHandlers.ofByteArrayConsumer(
                part ->
                    part.ifPresent(
                        bytes -> {
                          if (body.size() + bytes.length > MAX_BYTES) {
                            throw new IllegalStateException("more than " + MAX_BYTES + " bytes");
                          }
                          body.writeBytes(bytes);
                        })));
    try {
      int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != 200) {
        throw new IOException(address + " answers " + status);
      }
      return body.toString(StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(address + " does not answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(address + " can't be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
