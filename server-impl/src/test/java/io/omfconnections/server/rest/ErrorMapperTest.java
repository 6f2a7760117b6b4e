package io.omfconnections.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.omfconnections.generated.model.ErrorResponseBody;
import io.omfconnections.server.connections.OperationException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ErrorMapperTest {
  private static final Contract CONTRACT = Contract.load();

  @Test
  void error_codes_cover_documented_statuses_and_405_501_and_505() {
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
    assertThat(coded).containsExactly(405, 501, 505);
  }

  @ParameterizedTest
  @EnumSource
  void error_code_has_unique_name_and_resolution(ErrorCode code) {
    assertThat(code.error()).isNotBlank();
    assertThat(code.resolution()).endsWith(".");
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::error)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void error_body_has_all_five_properties(ErrorCode code) {
    ErrorResponseBody body =
        ErrorWriter.body(new ApiException(code, "A reason.", Map.of()), "an id");

    assertThat(body.getOperationId()).isEqualTo("an id");
    assertThat(body.getError()).isEqualTo(code.error());
    assertThat(body.getReason()).isEqualTo("A reason.");
    assertThat(body.getResolution()).isEqualTo(code.resolution());
    assertThat(body.getParameters()).isNotEmpty();
    Map<String, String> parameters = Map.of("Name", "is invalid");
    assertThat(ErrorWriter.body(new ApiException(code, "", parameters), "").getParameters())
        .isEqualTo(parameters);
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
  void operation_exception_maps_to_status(OperationException.Kind kind, int status) {
    Response response =
        response("updateOmfConnection", new OperationException(kind, "No.", Map.of()));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getMediaType()).hasToString("application/json");
    assertThat(response.getHeaderString("Retry-After") != null).isEqualTo(status == 503);
    assertThat(response.getHeaderString("Connection")).isEqualTo(status == 408 ? "close" : null);
  }

  @Test
  void storage_timeout_is_503_where_504_is_not_documented() {
    Response response =
        response(
            "getOmfConnectionOwner",
            new OperationException(
                OperationException.Kind.STORAGE_TIMED_OUT, "Storage is slow.", Map.of()));

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderString("Retry-After")).isNotEmpty();
  }

  @Test
  void storage_timeout_is_counted_as_a_rejection_by_storage() {
    RequestContext request =
        TestRequests.of(TestRequests.operation(CONTRACT, "updateOmfConnection"));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    ApiException error =
        ErrorMapper.apiException(
            new OperationException(
                OperationException.Kind.STORAGE_TIMED_OUT, "Storage is slow.", Map.of()),
            request);
    new RequestMetrics(registry, Set.of()).ended(request, error.code().status());

    assertThat(registry.get("omf.requests.rejected").tag("cause", "storage").counter().count())
        .isEqualTo(1);
  }

  @Test
  void expired_deadline_names_the_header_that_sets_it() {
    Response response =
        response(
            "updateOmfConnection",
            new OperationException(OperationException.Kind.TIMED_OUT, "Too late.", Map.of()));

    assertThat(response.getStatus()).isEqualTo(408);
    assertThat(((ErrorResponseBody) response.getEntity()).getParameters())
        .isEqualTo(Map.of("Request-Timeout", "Too late."));
  }

  /** Excluded are the kinds that only some operations throw: the contract check judges these. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INVALID")
  void kind_that_any_operation_can_throw_maps_to_a_status_that_each_documents(
      OperationException.Kind kind) {
    assertThat(CONTRACT.operations())
        .as("If only some operations can throw " + kind + ", exclude it above")
        .allMatch(operation -> operation.documents(status(operation, kind)));
  }

  @ParameterizedTest
  @EnumSource
  void kind_maps_to_a_status_that_an_operation_documents(OperationException.Kind kind) {
    assertThat(CONTRACT.operations())
        .anyMatch(operation -> operation.documents(status(operation, kind)));
  }

  @Test
  void internal_error_does_not_reveal_its_cause() {
    Response response = response("getOmfConnection", new IllegalStateException("the inner cause"));

    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(response.getEntity().toString()).doesNotContain("inner cause");
  }

  @Test
  void cause_of_operation_exception_is_logged_and_not_revealed() {
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
                  "Storage is unavailable.",
                  Map.of(),
                  new IllegalStateException("the inner cause")));
      assertThat(lines.list)
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.getFormattedMessage()).isEqualTo("Storage is unavailable.");
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("the inner cause");
              });
      assertThat(response.getEntity().toString()).doesNotContain("inner cause");
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void client_error_of_jersey_is_404() {
    Response response = response("getOmfConnection", new NotFoundException());

    assertThat(response.getStatus()).isEqualTo(404);
    assertThat(((ErrorResponseBody) response.getEntity()).getParameters()).isNotEmpty();
  }

  @Test
  void server_error_of_jersey_is_500() {
    assertThat(response("getOmfConnection", new InternalServerErrorException()).getStatus())
        .isEqualTo(500);
  }

  @Test
  void error_response_has_header_fields_of_the_exception() {
    Response response =
        response(
            "getOmfConnection",
            new ApiException(
                ErrorCode.UNAUTHORIZED, "No.", Map.of(), Map.of("WWW-Authenticate", "Bearer")));

    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getHeaderString("WWW-Authenticate")).isEqualTo("Bearer");
  }

  private static int status(Contract.Operation operation, OperationException.Kind kind) {
    return response(operation.operationId(), new OperationException(kind, "No.", Map.of()))
        .getStatus();
  }

  private static Response response(String operationId, Throwable error) {
    RequestContext request = TestRequests.of(TestRequests.operation(CONTRACT, operationId));
    ContainerRequest jersey =
        new ContainerRequest(
            URI.create("/"), URI.create("/"), "GET", null, new MapPropertiesDelegate(), null);
    jersey.setProperty(RequestContext.class.getName(), request);
    Response response = new ErrorMapper(() -> jersey).toResponse(error);
    assertThat(response.getEntity())
        .isInstanceOfSatisfying(
            ErrorResponseBody.class,
            body -> assertThat(body.getOperationId()).isEqualTo(request.operationId()));
    return response;
  }
}
