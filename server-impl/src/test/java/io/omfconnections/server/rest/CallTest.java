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

/** How a body is read from a connection. */
class CallTest {
  private static final long USUAL = 77_000;

  // What the connection was told of how long to wait for the next byte, in milliseconds.
  private final List<Long> timeouts = new ArrayList<>();

  @Test
  void oneReadWaitsForWhatIsLeftOfTheLimitRoundedUpAndTheConnectionIsAsBeforeThen() {
    byte[] body = call(Duration.ofSeconds(30)).readBody(new ByteArrayInputStream(new byte[9]), 9);

    assertThat(body).hasSize(9);
    assertThat(timeouts).hasSize(3); // for the bytes, for their end, and as it was
    assertThat(timeouts.subList(0, 2))
        .allSatisfy(left -> assertThat(left).isBetween(25_000L, 30_000L));
    assertThat(timeouts.get(2)).isEqualTo(USUAL);
  }

  @Test
  void aReadNeverGivesUpBeforeTheLimit() {
    Call call = call(Duration.ofMillis(1));
    try {
      call.readBody(new ByteArrayInputStream(new byte[9]), 9);
    } catch (OperationException e) {
      assertThat(e.kind()).isEqualTo(OperationException.Kind.TIMED_OUT); // a slow machine
    }
    assertThat(timeouts).contains(USUAL).allSatisfy(left -> assertThat(left).isPositive());
  }

  /** Whoever sends a byte now and then never makes a read wait for too long. */
  @Test
  void aBodyThatTricklesIsOutOfTime() {
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
    assertThatThrownBy(() -> call(Duration.ofMillis(50)).readBody(endless, 10_000))
        .isInstanceOfSatisfying(
            OperationException.class,
            e -> assertThat(e.kind()).isEqualTo(OperationException.Kind.TIMED_OUT));
    assertThat(timeouts.get(timeouts.size() - 1)).isEqualTo(USUAL);
  }

  private Call call(Duration limit) {
    Connection<?> connection =
        (Connection<?>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "isBlocking" -> true;
                      case "getReadTimeout" -> USUAL;
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
    return new Call(request, limit);
  }
}
