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
 * Fetches small documents over HTTP. The timeout and the size limit apply to the whole response, so
 * that a server that sends very slowly or endlessly can't block the service. (The retriever of
 * nimbus-jose-jwt applies its timeout to each read.)
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
   * Fetches a document.
   *
   * @throws IOException if it can't be fetched within the limits
   */
  String get(URI url) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> response =
        client.sendAsync(
            HttpRequest.newBuilder(url).timeout(timeout).build(),
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
      int status = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != 200) {
        throw new IOException(url + " returned status code " + status);
      }
      return body.toString(StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new IOException(url + " did not respond within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(url + " can't be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
