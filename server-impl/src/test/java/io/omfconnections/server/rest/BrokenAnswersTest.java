package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of an answer that can't be written to its end. */
class BrokenAnswersTest {
  private final AtomicBoolean cut = new AtomicBoolean();

  static Stream<Arguments> failures() {
    RuntimeException defect = new IllegalStateException("the disk is gone");
    IOException gone = new IOException("Broken pipe");
    IOException ours = new JsonMappingException(null, "no such getter");
    return Stream.of(
        Arguments.of(defect, defect),
        Arguments.of(gone, gone),
        Arguments.of(new JsonMappingException(null, "wrapped", defect), defect),
        Arguments.of(ours, new IllegalStateException(ours)));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void beforeTheStatusIsSentTheFailureIsAnswered(Exception failure, Exception answered) {
    assertThatThrownBy(() -> new BrokenAnswers().aroundWriteTo(writing(failure, false)))
        .isInstanceOf(answered.getClass())
        .hasMessage(answered.getMessage());
    assertThat(cut).isFalse();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void afterTheStatusIsSentTheConnectionIsCut(Exception failure) throws IOException {
    new BrokenAnswers().aroundWriteTo(writing(failure, true));

    assertThat(cut).isTrue();
  }

  private WriterInterceptorContext writing(Exception failure, boolean committed) {
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
              cut.compareAndSet(false, method.equals("terminateSilently"));
              return method.equals("isBlocking") ? true : null;
            });
    FilterChainContext context = FilterChainContext.create(connection);
    Request request = Request.create();
    request.initialize(packet, context, null);
    HttpResponsePacket head = HttpResponsePacket.builder(packet).build();
    head.setCommitted(committed);
    Response response = request.getResponse();
    response.initialize(request, head, context, null, null);
    Call call = new Call(request, Duration.ofSeconds(30));
    return proxy(
        WriterInterceptorContext.class,
        (method, arguments) -> {
          if (method.equals("getProperty")) {
            return call;
          }
          throw failure;
        });
  }

  private interface Answer {
    @Nullable Object to(String method, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(method.getName(), arguments)));
  }
}
