package io.omfconnections.server.rest;

import io.omfconnections.server.access.Identity;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OperationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.InterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request, from the moment it arrives. The filters fill it in, one after the
 * other; whoever asks for a thing that no filter has set yet asks too early.
 */
final class Call {
  private static final String PROPERTY = Call.class.getName();

  private final String operationId = UUID.randomUUID().toString();
  private final long startNanos = System.nanoTime();
  private final Request request;
  private Deadline deadline;
  private @Nullable String template;
  private Contract.@Nullable Operation operation;
  private Map<String, String> identifiers = Map.of();
  private @Nullable Identity identity;
  private @Nullable Namespace namespace;
  private boolean brokenOff;

  /** A new request, with the service's own time limit, which runs from now. */
  Call(Request request, Duration limit) {
    this.request = request;
    this.deadline = Deadline.in(limit);
    request.setAttribute(PROPERTY, this);
  }

  /** The call that a JAX-RS filter or resource serves. */
  static Call of(ContainerRequestContext context) {
    return (Call) context.getProperty(PROPERTY);
  }

  /** The call whose answer is being written. */
  static Call of(InterceptorContext context) {
    return (Call) context.getProperty(PROPERTY);
  }

  /** The request's name in its response and in the log. */
  String operationId() {
    return operationId;
  }

  /** How long the request has taken so far. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** When the work has to be done. */
  Deadline deadline() {
    return deadline;
  }

  /** Sets a limit that the caller asked for, which runs from the arrival of the request. */
  void limit(Duration limit) {
    deadline = Deadline.in(limit.minus(elapsed()), limit);
  }

  /** The template of the address, for the log; null while or where none matches. */
  @Nullable String template() {
    return template;
  }

  /**
   * Sets what the address names.
   *
   * @param newOperation null where it is outside the contract
   * @param newIdentifiers what stands in the places of the template, by their names
   */
  void route(
      String newTemplate,
      Contract.@Nullable Operation newOperation,
      Map<String, String> newIdentifiers) {
    template = newTemplate;
    operation = newOperation;
    identifiers = newIdentifiers;
  }

  /** What stands in the place of this name in the address. */
  String identifier(String name) {
    return set(identifiers.get(name));
  }

  /** The contract's operation; null where there is none. */
  Contract.@Nullable Operation operation() {
    return operation;
  }

  /** Who is calling. */
  Identity identity() {
    return set(identity);
  }

  /** Who is calling; null when that is not known. */
  @Nullable Identity identityIfKnown() {
    return identity;
  }

  void identity(Identity newIdentity) {
    identity = newIdentity;
  }

  /** The namespace of the address. */
  Namespace namespace() {
    return set(namespace);
  }

  void namespace(Namespace newNamespace) {
    namespace = newNamespace;
  }

  /**
   * Cuts the connection, if the answer is on its way already.
   *
   * @return false when the status has not been sent yet, so that another answer can be given
   */
  boolean breakOff() {
    if (!request.getResponse().isCommitted()) {
      return false;
    }
    brokenOff = true;
    request.getContext().getConnection().terminateSilently();
    return true;
  }

  /**
   * Whether the caller may send its body later, or never, so that what comes next is not certain.
   */
  boolean mayHoldBackBody() {
    return request.getHeader("Expect") != null;
  }

  /** Whether the answer was cut short. */
  boolean isBrokenOff() {
    return brokenOff;
  }

  /** The host, and port if any, to which the caller sent the request. */
  String authority() {
    String host = request.getHeader(HttpHeaders.HOST);
    return host == null || host.isEmpty()
        ? request.getLocalAddr() + ":" + request.getLocalPort()
        : host;
  }

  /** The response with which the operation succeeds. */
  Response answer(Object entity) {
    return Response.status(set(operation).successStatus()).entity(entity).build();
  }

  /**
   * Reads the whole body.
   *
   * @param body the request's body
   * @param maxBytes the largest size that is read
   * @throws ApiException BODY_TOO_LARGE, or BODY_MALFORMED when the body breaks off
   * @throws OperationException TIMED_OUT when it does not arrive in time
   */
  byte[] readBody(InputStream body, long maxBytes) {
    if (request.getContentLengthLong() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    Connection<?> connection = request.getContext().getConnection();
    long usual = connection.getReadTimeout(TimeUnit.MILLISECONDS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      while (true) {
        deadline.check();
        // One read waits for the first byte only, so that a body that trickles is noticed, too.
        // Rounded up, so that a read that gave up did so after the deadline.
        connection.setReadTimeout(deadline.remaining().toMillis() + 1, TimeUnit.MILLISECONDS);
        int read = body.read(buffer);
        if (read == -1) {
          return bytes.toByteArray();
        }
        bytes.write(buffer, 0, read);
        if (bytes.size() > maxBytes) {
          throw tooLarge(maxBytes);
        }
      }
    } catch (IOException e) {
      deadline.check();
      throw new ApiException(
          ErrorCode.BODY_MALFORMED, "The body broke off.", Map.of("body", "is incomplete"));
    } finally {
      connection.setReadTimeout(usual, TimeUnit.MILLISECONDS);
    }
  }

  private static ApiException tooLarge(long maxBytes) {
    return new ApiException(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than " + maxBytes + " bytes.",
        Map.of("body", "has more than " + maxBytes + " bytes"));
  }

  private static <T> T set(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("asked for before the filter that sets it has run");
    }
    return value;
  }
}
