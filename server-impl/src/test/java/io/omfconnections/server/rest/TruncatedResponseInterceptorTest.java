package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TruncatedResponseInterceptorTest {
  private final AtomicBoolean closed = new AtomicBoolean();

  static Stream<Arguments> failures() {
    Error error = new AssertionError("defect");
    RuntimeException defect = new IllegalStateException("storage failed");
    IOException disconnected = new IOException("Broken pipe");
    IOException unwrapped = new JsonMappingException(null, "no such getter");
    return Stream.of(
        Arguments.of(defect, defect),
        Arguments.of(error, error),
        Arguments.of(disconnected, disconnected),
        Arguments.of(new JsonMappingException(null, "wrapped", defect), defect),
        Arguments.of(unwrapped, new IllegalStateException(unwrapped)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_before_status_line_is_rethrown(Throwable failure, Throwable rethrown) {
    assertThatThrownBy(
            () -> new TruncatedResponseInterceptor().aroundWriteTo(writing(failure, false)))
        .isInstanceOf(rethrown.getClass())
        .hasMessage(rethrown.getMessage());
    assertThat(closed).isFalse();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_after_status_line_closes_the_connection(Throwable failure) throws IOException {
    new TruncatedResponseInterceptor().aroundWriteTo(writing(failure, true));

    assertThat(closed).isTrue();
  }

  @Test
  void out_of_memory_is_reported_after_the_connection_is_closed() throws IOException {
    Error error = new OutOfMemoryError("a test");
    List<Throwable> reported = new ArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> reported.add(failure));
    try {
      new TruncatedResponseInterceptor().aroundWriteTo(writing(error, true));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }

    assertThat(reported).containsExactly(error);
    assertThat(closed).isTrue();
  }

  private WriterInterceptorContext writing(Throwable failure, boolean committed) {
    HttpRequestPacket packet =
        HttpRequestPacket.builder()
            .method("GET")
            .uri("/")
            .protocol(Protocol.HTTP_1_1)
            .host("localhost")
            .build();
    Connection<?> connection =
        proxy(
            Connection.class,
            (method, arguments) -> {
              closed.compareAndSet(false, method.equals("terminateSilently"));
              return method.equals("isBlocking") ? true : null;
            });
    FilterChainContext context = FilterChainContext.create(connection);
    Request request = Request.create();
    request.initialize(packet, context, null);
    HttpResponsePacket head = HttpResponsePacket.builder(packet).build();
    head.setCommitted(committed);
    Response response = request.getResponse();
    response.initialize(request, head, context, null, null);
    RequestContext requestContext =
        new RequestContext(request, Duration.ofSeconds(30), new MemoryBudget(0).reservation());
    return proxy(
        WriterInterceptorContext.class,
        (method, arguments) -> {
          if (method.equals("getProperty")) {
            return requestContext;
          }
          if (method.equals("proceed")) {
            throw failure;
          }
          return method.equals("getOutputStream") ? OutputStream.nullOutputStream() : null;
        });
  }

  private interface Handler {
    @Nullable Object handle(String method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> handler.handle(method.getName(), arguments)));
  }
}
