package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.omfconnections.server.connections.OperationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.Request;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
  private static final long ORIGINAL_TIMEOUT = 77_000;

  // The read timeouts that were set on the connection, in milliseconds.
  private final List<Long> timeouts = new ArrayList<>();

  @Test
  void read_timeout_is_remaining_time_and_is_restored_afterwards() {
    byte[] body =
        BodyReader.read(context(Duration.ofSeconds(30)), new ByteArrayInputStream(new byte[9]), 9);

    assertThat(body).hasSize(9);
    assertThat(timeouts).hasSize(3); // for the bytes, for the end of the body, and restored
    assertThat(timeouts.subList(0, 2))
        .allSatisfy(timeout -> assertThat(timeout).isBetween(25_000L, 30_000L));
    assertThat(timeouts.get(2)).isEqualTo(ORIGINAL_TIMEOUT);
  }

  @Test
  void read_timeout_is_never_zero() {
    RequestContext context = context(Duration.ofMillis(1));
    try {
      BodyReader.read(context, new ByteArrayInputStream(new byte[9]), 9);
    } catch (OperationException e) {
      assertThat(e.kind()).isEqualTo(OperationException.Kind.TIMED_OUT); // on a slow machine
    }
    assertThat(timeouts)
        .contains(ORIGINAL_TIMEOUT)
        .allSatisfy(timeout -> assertThat(timeout).isPositive());
  }

  @Test
  void slowly_trickling_body_times_out() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] bytes, int start, int count) throws IOException {
            try {
              Thread.sleep(1);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return 1;
          }
        };
    assertThatThrownBy(() -> BodyReader.read(context(Duration.ofMillis(50)), endless, 10_000))
        .isInstanceOfSatisfying(
            OperationException.class, e -> assertThat(e.kind()).isEqualTo(OperationException.Kind.TIMED_OUT));
    assertThat(timeouts.get(timeouts.size() - 1)).isEqualTo(ORIGINAL_TIMEOUT);
  }

  private RequestContext context(Duration timeout) {
    Connection<?> connection =
        (Connection<?>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "isBlocking" -> true;
                      case "getReadTimeout" -> ORIGINAL_TIMEOUT;
                      case "setReadTimeout" -> {
                        assertThat(arguments[1]).isEqualTo(TimeUnit.MILLISECONDS);
                        timeouts.add((Long) arguments[0]);
                        yield null;
                      }
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    HttpRequestPacket packet =
        HttpRequestPacket.builder()
            .method("POST")
            .uri("/")
            .protocol(Protocol.HTTP_1_1)
            .host("localhost")
            .build();
    Request request = Request.create();
    request.initialize(packet, FilterChainContext.create(connection), null);
    return new RequestContext(request, timeout);
  }
}
