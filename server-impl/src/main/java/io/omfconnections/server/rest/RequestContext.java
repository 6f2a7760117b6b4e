package io.omfconnections.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.connections.Deadline;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.identity.TenantDirectory;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.InterceptorContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Data about one request. {@link RequestHandler} creates it, and the filters add to it one after
 * the other. Reading a value before the filter that sets it has run throws {@link
 * IllegalStateException}, except for values that may be null. Long because each value has a
 * documented accessor.
 */
final class RequestContext {
  static final String PROPERTY = RequestContext.class.getName();

  private static final ThreadLocal<@Nullable RequestContext> CURRENT = new ThreadLocal<>();

  private final String operationId = UUID.randomUUID().toString();
  private final long startNanos = System.nanoTime();
  private final Request request;
  private final String path;
  private @Nullable List<String> pathSegments;
  private @Nullable TenantDirectory directory;
  private MemoryBudget.Reservation memory;
  private long reservedForResponse;
  private FairShares.@Nullable Part place;
  private @Nullable String caller;
  private volatile Deadline deadline;
  private @Nullable String template;
  private @Nullable String resourcePath;
  private Contract.@Nullable Operation operation;
  private Map<String, String> pathParameters = Map.of();
  private @Nullable Identity identity;
  private @Nullable String tokenFault;
  private @Nullable Namespace namespace;
  private long maxBodyBytes;
  private @Nullable RequestBody form;
  private List<String> formTypes = List.of();
  private @Nullable JsonNode body;
  private boolean truncated;
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable Rejection rejection;
  private Supplier<Duration> writeTimeout = () -> RestServer.WRITE_TIMEOUT;

  /**
   * Creates the context of a request that has just arrived.
   *
   * @param timeout the server's request timeout, which runs from now
   * @param memory the memory for the body of the request and for that of its response
   */
  RequestContext(Request request, Duration timeout, MemoryBudget.Reservation memory) {
    this.request = request;
    this.path = request.getRequestURI();
    this.memory = memory;
    this.deadline = Deadline.in(timeout);
    request.setAttribute(PROPERTY, this);
  }

  /** Returns the context of the request that this thread processes in a JAX-RS resource. */
  static RequestContext current() {
    return required(CURRENT.get());
  }

  /**
   * Does work in which {@link #current} returns this. Resources are shared by all requests and find
   * their request in this way: Jersey would need longer to create one for each request.
   */
  void runAsCurrent(Runnable work) {
    CURRENT.set(this);
    try {
      work.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** Returns the context of the request that a JAX-RS resource processes. */
  static RequestContext of(ContainerRequestContext context) {
    return (RequestContext) context.getProperty(PROPERTY);
  }

  /** Returns the context of the request whose entity is being read or written. */
  static RequestContext of(InterceptorContext context) {
    return (RequestContext) context.getProperty(PROPERTY);
  }

  /** Returns the identifier of this request in the response and in the log. */
  String operationId() {
    return operationId;
  }

  /** Returns Grizzly's request. */
  Request request() {
    return request;
  }

  /** Returns the path as the client has sent it; JAX-RS gets another form of it. */
  String path() {
    return path;
  }

  /** Returns the segments of the path, decoded. The path must be valid. */
  List<String> pathSegments() {
    if (pathSegments == null) {
      pathSegments = Route.segments(path);
    }
    return pathSegments;
  }

  /** Returns the method of the request. */
  String method() {
    return request.getMethod().getMethodString();
  }

  /** Returns the values of a header field, one for each line; empty if it is absent. */
  List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    request.getHeaders(name).forEach(values::add);
    return values;
  }

  /** Returns the values of a header field, joined by commas; null if it is absent. */
  @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : String.join(",", values);
  }

  /** Returns the time since the request arrived. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Returns the tenants, as they were when the request arrived. */
  TenantDirectory directory() {
    return required(directory);
  }

  /** Sets the tenants, which stay the same until the request ends. */
  void directory(TenantDirectory newDirectory) {
    directory = newDirectory;
  }

  /** Returns the memory that is reserved for the body of the request and of its response. */
  MemoryBudget.Reservation memory() {
    return memory;
  }

  /**
   * Reserves memory for the body of the response; further calls reserve only what is missing.
   *
   * @throws ApiException SERVICE_UNAVAILABLE
   */
  void reserveForResponse(long size) {
    if (size > reservedForResponse) {
      memory.reserve(size - reservedForResponse);
      reservedForResponse = size;
    }
  }

  /** Returns the time by which the request must be completed. */
  Deadline deadline() {
    return deadline;
  }

  /** Replaces the request timeout. The new one, too, runs from the arrival of the request. */
  void timeout(Duration timeout) {
    deadline = Deadline.in(timeout.minus(elapsed()), timeout);
  }

  /** Returns the template of the path, for the log; null if no route matches. */
  @Nullable String template() {
    return template;
  }

  /** Sets the template of a path whose method is not supported. */
  void template(String newTemplate) {
    template = newTemplate;
  }

  /**
   * Sets the route of the request.
   *
   * @param newOperation null if the request matches no operation of the contract
   * @param newPathParameters the values of the path parameters, by name
   * @param newResourcePath the path in the form that the JAX-RS resource declares
   */
  void route(
      String newTemplate,
      Contract.@Nullable Operation newOperation,
      Map<String, String> newPathParameters,
      String newResourcePath) {
    template = newTemplate;
    operation = newOperation;
    pathParameters = newPathParameters;
    resourcePath = newResourcePath;
  }

  /** Returns the path in the form that the JAX-RS resource declares. */
  String resourcePath() {
    return required(resourcePath);
  }

  /** Returns the value of a path parameter. */
  String pathParameter(String name) {
    return required(pathParameters.get(name));
  }

  /**
   * Returns the operation of the contract; null if the request matches no operation of the
   * contract.
   */
  Contract.@Nullable Operation operation() {
    return operation;
  }

  /** Returns the caller. */
  Identity identity() {
    return required(identity);
  }

  /** Returns the caller; null if it has not been authenticated. */
  @Nullable Identity identityIfKnown() {
    return identity;
  }

  void identity(Identity newIdentity) {
    identity = newIdentity;
  }

  /**
   * Sets the tenant or network for which the request counts: with the place that it has now, and
   * with all places and all memory that it takes later.
   *
   * @throws ApiException SERVICE_UNAVAILABLE if the caller has its share of the places; the request
   *     has no place then
   */
  void caller(String newCaller) {
    caller = newCaller;
    memory.assign(newCaller);
    if (!required(place).assign(newCaller)) {
      throw ApiException.callerHasShare();
    }
  }

  /** Gives the place back, if the request has one. */
  void leavePlace() {
    if (place != null) {
      place.close();
    }
  }

  /** Returns whether the request's identity, tenant or network is known. */
  boolean isCallerKnown() {
    return identity != null || caller != null;
  }

  /** Returns whether the request has a place among those that are processed. */
  boolean hasPlace() {
    return place != null && !place.isClosed();
  }

  /**
   * Sets the place among the requests that are processed.
   *
   * @param newPlace a place for this request, which has not been assigned to a caller
   * @throws ApiException SERVICE_UNAVAILABLE as for {@link #caller}
   */
  void place(FairShares.Part newPlace) {
    place = newPlace;
    if (caller != null && !newPlace.assign(caller)) {
      throw ApiException.callerHasShare();
    }
  }

  /** Returns why the token has been rejected, for the log; null if it has not. */
  @Nullable String tokenFault() {
    return tokenFault;
  }

  void tokenFault(String newTokenFault) {
    tokenFault = newTokenFault;
  }

  /** Returns the namespace named in the path. */
  Namespace namespace() {
    return required(namespace);
  }

  void namespace(Namespace newNamespace) {
    namespace = newNamespace;
  }

  /** Returns the maximum size of the body, in bytes; 0 if it is not read. */
  long maxBodyBytes() {
    return maxBodyBytes;
  }

  /** Has the body read, up to a maximum size in bytes. */
  void expectBody(long maxBytes) {
    maxBodyBytes = maxBytes;
  }

  /** As {@link #expectBody(long)}, with memory of another budget than the one for operations. */
  void expectBody(long maxBytes, MemoryBudget.Reservation newMemory) {
    expectBody(maxBytes);
    memory = newMemory;
    if (caller != null) {
      memory.assign(caller);
    }
  }

  /** Returns the form of a token request. */
  RequestBody form() {
    return required(form);
  }

  /** Returns the values of Content-Type of a token request. */
  List<String> formTypes() {
    return formTypes;
  }

  void form(RequestBody newForm) {
    form = newForm;
    formTypes = headers(HttpHeaders.CONTENT_TYPE);
  }

  /** Returns the body, which the contract's schema accepts. */
  JsonNode body() {
    return required(body);
  }

  void body(JsonNode newBody) {
    body = newBody;
  }

  /** Limits the time that each of the next writes to the client may take. */
  void limitWrite(Duration timeout) {
    request
        .getContext()
        .getConnection()
        .setWriteTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Returns the maximum time that one write of the response may now take. */
  Duration writeTimeout() {
    return writeTimeout.get();
  }

  /** Sets the source of the write timeout, which may change while a response is written. */
  void writeTimeout(Supplier<Duration> newWriteTimeout) {
    writeTimeout = newWriteTimeout;
  }

  /** Returns whether the connection was closed before the response was complete. */
  boolean isTruncated() {
    return truncated;
  }

  void setTruncated() {
    truncated = true;
  }

  /** Ends the request. Returns false if it had ended before. */
  boolean end() {
    return ended.compareAndSet(false, true);
  }

  /** Returns whether {@link #end} has been called. */
  boolean hasEnded() {
    return ended.get();
  }

  /** Returns why the service could not process the request; null if it could. */
  @Nullable Rejection rejection() {
    return rejection;
  }

  void rejection(@Nullable Rejection newRejection) {
    rejection = newRejection;
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("read before the filter that sets it has run");
    }
    return value;
  }
}
