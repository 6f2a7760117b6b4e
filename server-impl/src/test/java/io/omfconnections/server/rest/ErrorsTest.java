package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.omfconnections.generated.model.ErrorResponseBody;
import io.omfconnections.server.connections.OperationException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ErrorsTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void everyDocumentedErrorHasACodeAndEveryOtherCodeIsOfHttpItself() {
    Set<Integer> documented = new TreeSet<>();
    CONTRACT
        .operations()
        .forEach(
            operation ->
                operation.statuses().stream().filter(s -> s >= 400).forEach(documented::add));
    Set<Integer> coded = new TreeSet<>();
    Arrays.stream(ErrorCode.values()).map(ErrorCode::status).forEach(coded::add);

    assertThat(coded).containsAll(documented);
    coded.removeAll(documented);
    assertThat(coded).containsExactly(405, 505);
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorSaysWhatItIsAndWhatToDo(ErrorCode code) {
    assertThat(code.error()).isNotBlank();
    assertThat(code.resolution()).endsWith(".");
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::error)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorBodyHasAllFiveMembers(ErrorCode code) {
    ErrorResponseBody body = ErrorBodies.build(code, "an id", "A reason.", Map.of());

    assertThat(body.getOperationId()).isEqualTo("an id");
    assertThat(body.getError()).isEqualTo(code.error());
    assertThat(body.getReason()).isEqualTo("A reason.");
    assertThat(body.getResolution()).isEqualTo(code.resolution());
    assertThat(body.getParameters()).isNotEmpty();
    assertThat(ErrorBodies.build(code, "", "", Map.of("Name", "is wrong")).getParameters())
        .isEqualTo(Map.of("Name", "is wrong"));
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, 400",
    "FORBIDDEN, 403",
    "NOT_FOUND, 404",
    "TIMED_OUT, 408",
    "UNAVAILABLE, 503",
    "STORAGE_TIMED_OUT, 504"
  })
  void aRefusalHasItsStatus(OperationException.Kind kind, int status) {
    Response response =
        response("updateOmfConnection", new OperationException(kind, "No.", Map.of()));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getMediaType()).hasToString("application/json");
    assertThat(response.getHeaderString("Retry-After") != null).isEqualTo(status == 503);
    assertThat(response.getHeaderString("Connection")).isEqualTo(status == 408 ? "close" : null);
  }

  @Test
  void whereNo504IsDocumentedItIsA503() {
    Response response =
        response(
            "getOmfConnectionOwner",
            new OperationException(
                OperationException.Kind.STORAGE_TIMED_OUT, "Storage is slow.", Map.of()));

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderString("Retry-After")).isNotEmpty();
  }

  @Test
  void noOperationIsEverAnsweredWithAStatusThatItDoesNotDocument() {
    for (Contract.Operation operation : CONTRACT.operations()) {
      for (OperationException.Kind kind : OperationException.Kind.values()) {
        if (kind != OperationException.Kind.INVALID || operation.documents(400)) {
          Response response =
              response(operation.operationId(), new OperationException(kind, "No.", Map.of()));
          assertThat(operation.documents(response.getStatus()))
              .as("%s, %s", operation.operationId(), kind)
              .isTrue();
        }
      }
    }
  }

  @Test
  void nothingOfADefectIsInTheAnswer() {
    Response response = response("getOmfConnection", new IllegalStateException("the inner cause"));

    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(response.getEntity().toString()).doesNotContain("inner cause");
  }

  @Test
  void theCauseOfARefusalStandsInTheLogAndNotInTheAnswer() {
    Logger log = (Logger) LoggerFactory.getLogger(ErrorMapper.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      response(
          "getOmfConnection",
          new OperationException(OperationException.Kind.NOT_FOUND, "No.", Map.of()));
      assertThat(lines.list).isEmpty();

      Response response =
          response(
              "getOmfConnection",
              new OperationException(
                  OperationException.Kind.UNAVAILABLE,
                  "Storage is away.",
                  Map.of(),
                  new IllegalStateException("the inner cause")));
      assertThat(lines.list)
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getFormattedMessage()).isEqualTo("Storage is away.");
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("the inner cause");
              });
      assertThat(response.getEntity().toString()).doesNotContain("inner cause");
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void whatJerseyRefusesIsAnUnknownAddress() {
    Response response = response("getOmfConnection", new NotFoundException());

    assertThat(response.getStatus()).isEqualTo(404);
    assertThat(((ErrorResponseBody) response.getEntity()).getParameters()).isNotEmpty();
  }

  @Test
  void whatJerseyFailsAtIsADefect() {
    assertThat(response("getOmfConnection", new InternalServerErrorException()).getStatus())
        .isEqualTo(500);
  }

  @Test
  void anErrorHasTheHeadersThatItNeeds() {
    Response response =
        response(
            "getOmfConnection",
            new ApiException(
                ErrorCode.UNAUTHORIZED, "No.", Map.of(), Map.of("WWW-Authenticate", "Bearer")));

    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getHeaderString("WWW-Authenticate")).isEqualTo("Bearer");
  }

  private static Response response(String operationId, Throwable error) {
    ContainerRequest request = Requests.of(Requests.operation(CONTRACT, operationId));
    Response response = new ErrorMapper(() -> request).toResponse(error);
    assertThat(response.getEntity())
        .isInstanceOfSatisfying(
            ErrorResponseBody.class,
            body -> assertThat(body.getOperationId()).isEqualTo(Call.of(request).operationId()));
    return response;
  }
}
