package io.omfconnections.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;
import org.junit.jupiter.api.Test;

/** What the handler does around Jersey, and where Jersey fails. */
class RequestHandlerTest {
  private final List<String> heard = new ArrayList<>();
  private final GrizzlyHttpContainer jersey =
      ContainerFactory.createContainer(
          GrizzlyHttpContainer.class,
          new ResourceConfig()
              .register(
                  new AbstractContainerLifecycleListener() {
                    @Override
                    public void onStartup(Container container) {
                      heard.add("start");
                    }

                    @Override
                    public void onShutdown(Container container) {
                      heard.add("end");
                    }
                  }));
  private final RequestHandler handler =
      new RequestHandler(jersey, Json.mapper(Contract.load()), Duration.ofSeconds(30), 1);

  @Test
  void jerseyStartsAndEndsWithIt() {
    handler.start();
    assertThat(heard).containsExactly("start");

    handler.destroy();
    assertThat(heard).containsExactly("start", "end");
  }

  @Test
  void aDefectIsAnsweredAsAnyOtherErrorAndTakesNoPlaceForEver() throws Exception {
    try (Listening listening = new Listening(handler)) {
      jersey.destroy(); // from now on, it throws
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = listening.get();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        String operationId = answer.headers().firstValue("Operation-Id").orElseThrow();
        JsonNode body = Json.parse(answer.body().getBytes(UTF_8));
        assertThat(body.path("OperationId").asText()).isEqualTo(operationId);
        assertThat(body.path("Parameters").path("OperationId").asText()).isEqualTo(operationId);
      }
    }
  }

  @Test
  void anAnswerThatADefectCutsShortIsNotTakenForAWholeOne() throws Exception {
    jersey.destroy();
    HttpHandler begins =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.getOutputStream().write(new byte[100]);
            response.flush();
            handler.service(request, response);
          }
        };
    try (Listening listening = new Listening(begins)) {
      assertThatThrownBy(listening::get).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatADefectLeavesOfAnAnswerThatIsNotOnItsWayIsDropped() throws Exception {
    HttpHandler begins =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws Exception {
            response.setHeader("X-Begun", "yes");
            response.getOutputStream().write(new byte[100]);
            handler.service(request, response);
          }
        };
    try (Listening listening = new Listening(begins)) {
      jersey.destroy();
      HttpResponse<String> answer = listening.get();

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue("X-Begun")).isEmpty();
      assertThat(answer.body()).startsWith("{");
    }
  }

  /** A server with nothing but a handler. */
  private static final class Listening implements AutoCloseable {
    private final HttpServer server = new HttpServer();
    private final NetworkListener listener = new NetworkListener("http", "127.0.0.1", 0);

    Listening(HttpHandler handler) throws IOException {
      server.addListener(listener);
      server.getServerConfiguration().addHttpHandler(handler, "/");
      server.start();
    }

    HttpResponse<String> get() throws IOException, InterruptedException {
      URI address = URI.create("http://127.0.0.1:" + listener.getPort() + "/");
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .build()
          .send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString());
    }

    @Override
    public void close() {
      server.shutdownNow();
    }
  }
}
