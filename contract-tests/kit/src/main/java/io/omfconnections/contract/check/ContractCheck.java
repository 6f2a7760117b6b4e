package io.omfconnections.contract.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.exchange.Exchange.Request;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.exchange.StrictJson;
import io.omfconnections.contract.exchange.StrictJson.NotJsonException;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Meaning;
import io.omfconnections.contract.model.Operation;
import io.omfconnections.contract.model.Operation.BodySpec;
import io.omfconnections.contract.model.Operation.HeaderSpec;
import io.omfconnections.contract.model.Operation.PathSpec;
import io.omfconnections.contract.model.Operation.ResponseSpec;
import io.omfconnections.contract.model.Schemas;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with an exchange, by the contract and by what the contract has in prose.
 *
 * <p>Has only rules that are certain: an exchange that keeps to all of them may still be wrong,
 * when the server answers a right request with the wrong documented status. That is for the suites.
 */
public final class ContractCheck {
  private static final String OPERATION_ID = "Operation-Id";
  private static final String ERROR_BODY = "#/components/schemas/ErrorResponseBody";
  private static final String CONNECTION = "#/components/schemas/OmfConnection";
  private static final String CONNECTIONS = "#/components/schemas/OmfConnections";

  /** Fields of requests that can be wrong without being in the contract (RFC 9110, RFC 9112). */
  private static final Set<String> HTTP_FIELDS =
      Set.of(
          "authorization",
          "content-type",
          "content-encoding",
          "content-length",
          "transfer-encoding",
          "expect",
          "host");

  private static final Pattern GUID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");
  private static final Pattern CREATED_DATE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{7}Z");
  private static final Pattern OTHER_CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*+(?!\"?utf-8\"?\\s*(?:;|$))");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  // RFC 6750, section 3: the scheme, and parameters that are quoted or tokens.
  private static final Pattern CHALLENGE =
      Pattern.compile(
          "(?i:Bearer)( +PARAMETER( *, *PARAMETER)*)?"
              .replace(
                  "PARAMETER",
                  "[A-Za-z_]+ ?= ?(\"([^\"\\\\]|\\\\.)*\"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)"));

  // Names of packages, of exceptions and of places in a program, which no error body may show.
  private static final Pattern INSIDES =
      Pattern.compile(
          "\\b(java|javax|jakarta|sun|jdk|io\\.omfconnections|com\\.fasterxml|com\\.nimbusds|"
              + "com\\.networknt|com\\.zaxxer|org\\.(glassfish|sqlite|jdbi|flywaydb|slf4j))\\.[a-z]"
              + "|\\b[A-Z][A-Za-z]+(Exception|Error)\\b|\\.java:\\d+|\\bSQLITE_[A-Z]+"
              + "|\\b(SELECT|INSERT|UPDATE|DELETE) .*\\b(FROM|INTO|SET|WHERE)\\b");

  private final Contract contract;
  private final Schemas schemas;
  private final Set<String> knownHeaders;

  /** A check against the given contract. */
  public ContractCheck(Contract contract) {
    this.contract = contract;
    this.schemas = new Schemas(contract.document());
    this.knownHeaders = contract.headerNames();
  }

  /** What is wrong with the exchange; nothing, when it keeps to the contract. */
  public List<Violation> check(Exchange exchange) {
    return new Run(exchange).run();
  }

  /**
   * What the contract has against carrying out a request; nothing, when it may be accepted, or when
   * it is of no operation. The contract's prose may still have something against it.
   */
  public List<Violation> checkRequest(Exchange exchange) {
    return new Run(exchange).runRequest();
  }

  /** The check of one exchange. */
  private final class Run {
    private final Request request;
    private final Response response;
    private final List<Violation> violations = new ArrayList<>();
    private @Nullable Operation operation;

    private Run(Exchange exchange) {
      this.request = exchange.request();
      this.response = exchange.response();
    }

    private List<Violation> run() {
      if (!request.wellFormed()) {
        malformed();
      } else {
        Meaning meaning = contract.meaning(request.method(), request.target());
        if (meaning instanceof Meaning.Known known) {
          known(known.operation());
        } else if (meaning instanceof Meaning.OtherMethod other) {
          otherMethod(other.methods());
        } else if (meaning instanceof Meaning.Outside outside) {
          outside(outside.address());
        } else {
          identity();
        }
      }
      tokenShown();
      return List.copyOf(violations);
    }

    private List<Violation> runRequest() {
      if (request.wellFormed()
          && contract.meaning(request.method(), request.target()) instanceof Meaning.Known known) {
        accepted(known.operation());
      }
      return List.copyOf(violations);
    }

    private void report(Rule rule, String seen, String place) {
      violations.add(new Violation(rule, seen, place));
    }

    // ---------------------------------------------------------------- What the request was about

    private void known(Operation known) {
      operation = known;
      ResponseSpec spec = known.responses().get(response.status());
      if (spec == null) {
        report(
            Rule.DOCUMENTED_STATUS,
            response.status() + ", and " + known.id() + " has " + known.responses().keySet(),
            known.place() + "/responses");
        return;
      }
      response(spec);
      undocumentedHeaders(spec);
      if (response.status() >= 200 && response.status() < 300) {
        accepted(known);
      }
      if (response.status() == 415) {
        refusedMediaType(known);
      }
    }

    private void otherMethod(Set<String> methods) {
      if (response.status() != 405) {
        report(Rule.METHOD_OUTSIDE, "status " + response.status(), "#/paths");
        return;
      }
      Set<String> allowed =
          response.headers().all("Allow").stream()
              .flatMap(value -> Arrays.stream(value.split(",")))
              .map(String::strip)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!allowed.equals(methods)) {
        report(Rule.METHOD_OUTSIDE, "Allow " + allowed + ", and there are " + methods, "#/paths");
      }
      response(contract.sharedResponse(405, "NotFound"));
    }

    private void outside(boolean address) {
      if (response.status() != 404 && (address || response.status() != 400)) {
        report(Rule.ADDRESS_OUTSIDE, "status " + response.status(), "#/paths");
        return;
      }
      response(contract.sharedResponse(response.status(), "NotFound"));
    }

    private void malformed() {
      if (response.status() < 400 || response.status() > 599) {
        report(Rule.MALFORMED_REQUEST, "status " + response.status(), "#/paths");
        return;
      }
      response(contract.sharedResponse(response.status(), "BadRequest"));
    }

    private void identity() {
      for (HeaderSpec header : contract.sharedResponse(response.status(), "NotFound").headers()) {
        header(header);
      }
      if (!response.body().isEmpty()) {
        json(response.body(), Rule.STRICT_JSON, "#/components/securitySchemes");
      }
    }

    // -------------------------------------------------------------------------- The response

    private void response(ResponseSpec spec) {
      spec.headers().forEach(this::header);
      if (response.status() == 401) {
        challenge(spec);
      }
      BodySpec body = spec.body();
      // The answer to HEAD has the header fields of a body, and no body (RFC 9110, section 9.3.2).
      if (body == null || request.method().equals("HEAD")) {
        if (!response.body().isEmpty()) {
          report(Rule.BODY_PRESENCE, response.body().size() + " bytes", spec.place());
        }
        return;
      }
      if (response.body().isEmpty()) {
        report(Rule.BODY_PRESENCE, "no body", body.place());
        return;
      }
      List<String> types = response.headers().all("Content-Type");
      String schema = types.size() == 1 ? body.schemas().get(types.get(0)) : null;
      if (schema == null) {
        report(
            Rule.CONTENT_TYPE, types + ", and there is " + body.schemas().keySet(), body.place());
        // The body is looked at nevertheless: one fault must not hide another.
        schema = body.schemas().values().iterator().next();
      }
      JsonNode value = json(response.body(), Rule.STRICT_JSON, schema);
      if (value != null) {
        value(schema, value);
      }
    }

    private void header(HeaderSpec header) {
      List<String> values = response.headers().all(header.name());
      if (values.size() > 1 || (values.isEmpty() && header.required())) {
        report(Rule.REQUIRED_HEADER, header.name() + " " + values, header.place());
      }
      for (String value : values) {
        for (Schemas.Fault fault : schemas.validate(header.schema(), headerValue(header, value))) {
          report(
              Rule.HEADER_SCHEMA,
              header.name() + " \"" + value + "\": " + fault.seen(),
              fault.place());
        }
      }
    }

    /**
     * What the contract knows as a header field means something, and so is documented or absent.
     */
    private void undocumentedHeaders(ResponseSpec spec) {
      for (String name : knownHeaders) {
        if (!response.headers().all(name).isEmpty()
            && spec.headers().stream().noneMatch(header -> header.name().equals(name))) {
          report(Rule.UNDOCUMENTED_HEADER, name, spec.place() + "/headers");
        }
      }
    }

    private JsonNode headerValue(HeaderSpec header, String value) {
      boolean number = contract.at(header.schema()).path("type").asText().equals("integer");
      return number && INTEGER.matcher(value).matches()
          ? BigIntegerNode.valueOf(new BigInteger(value))
          : TextNode.valueOf(value);
    }

    private void challenge(ResponseSpec spec) {
      for (String value : response.headers().all("WWW-Authenticate")) {
        if (!CHALLENGE.matcher(value).matches()) {
          report(Rule.CHALLENGE, value, spec.place() + "/headers/WWW-Authenticate");
        }
      }
    }

    private @Nullable JsonNode json(Body body, Rule rule, String place) {
      try {
        return StrictJson.read(body);
      } catch (NotJsonException e) {
        report(rule, String.valueOf(e.getMessage()), place);
        return null;
      }
    }

    private void value(String schema, JsonNode value) {
      for (Schemas.Fault fault : schemas.validateClosed(schema, value)) {
        Rule rule =
            fault.keyword().equals("additionalProperties")
                ? Rule.UNDOCUMENTED_MEMBER
                : Rule.BODY_SCHEMA;
        report(rule, fault.seen(), fault.place());
      }
      switch (contract.resolve(schema)) {
        case ERROR_BODY -> error(value);
        case CONNECTION -> connection(value);
        case CONNECTIONS -> value.path("Results").forEach(this::connection);
        default -> {
          // The schema says it all.
        }
      }
    }

    private void error(JsonNode value) {
      String id = response.headers().first(OPERATION_ID).orElse("");
      if (!value.path("OperationId").asText().equals(id)) {
        report(
            Rule.OPERATION_ID,
            value.path("OperationId") + " in the body, " + id + " in the header",
            ERROR_BODY + "/properties/OperationId");
      }
      contract
          .at(ERROR_BODY + "/properties")
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!saysSomething(value.path(name))) {
                  report(
                      Rule.ERROR_MEMBERS,
                      name + " is " + (value.has(name) ? value.get(name) : "missing"),
                      Contract.member(ERROR_BODY + "/properties", name));
                }
              });
      errorNames(value.path("Parameters"));
      if (INSIDES.matcher(response.body().text()).find()) {
        report(Rule.INSIDES, response.body().text(), ERROR_BODY);
      }
    }

    private void errorNames(JsonNode parameters) {
      if (operation == null) {
        return;
      }
      for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
        String name = parameter.getKey();
        if (!request.headers().all(name).isEmpty()
            && !HTTP_FIELDS.contains(name.toLowerCase(Locale.ROOT))
            && operation.headerParameters().stream()
                .noneMatch(header -> header.name().equalsIgnoreCase(name))) {
          report(Rule.ERROR_NAMES, name, operation.place() + "/parameters");
        }
      }
    }

    private void connection(JsonNode value) {
      String created = value.path("CreatedDate").asText();
      if (!CREATED_DATE.matcher(created).matches()) {
        report(
            Rule.CREATED_DATE,
            String.valueOf(value.get("CreatedDate")),
            CONNECTION + "/properties/CreatedDate");
      }
      if (!GUID.matcher(value.path("Id").asText()).matches()) {
        report(Rule.SERVER_MEMBERS, "Id " + value.get("Id"), CONNECTION + "/properties/Id");
      }
      if (!value.path("State").isTextual()) {
        report(
            Rule.SERVER_MEMBERS, "State " + value.get("State"), CONNECTION + "/properties/State");
      }
    }

    private void tokenShown() {
      String[] credentials = request.headers().first("Authorization").orElse("").split(" ", 2);
      // What is shorter than this is no token, and may be in a response by chance.
      if (credentials.length == 2 && credentials[1].length() >= 32) {
        boolean shown =
            response.body().text().contains(credentials[1])
                || response.headers().fields().stream()
                    .anyMatch(field -> field.value().contains(credentials[1]));
        if (shown) {
          report(Rule.TOKEN_SHOWN, "the token of the request", "#/components/securitySchemes");
        }
      }
    }

    // ---------------------------------------------------------- What may not have been accepted

    private void accepted(Operation operation) {
      if (operation.requiresToken() && !hasBearerToken()) {
        report(
            Rule.REQUEST_TOKEN,
            request.headers().all("Authorization").size() + " fields Authorization",
            "#/security");
      }
      Map<String, String> identifiers = contract.identifiers(operation, request.target());
      for (PathSpec parameter : operation.pathParameters()) {
        JsonNode value = TextNode.valueOf(identifiers.get(parameter.name()));
        for (Schemas.Fault fault : schemas.validate(parameter.schema(), value)) {
          report(Rule.REQUEST_PATH, parameter.name() + " " + fault.seen(), fault.place());
        }
      }
      for (HeaderSpec header : operation.headerParameters()) {
        acceptedHeader(header);
      }
      BodySpec body = operation.requestBody();
      if (body != null && (body.required() || !request.body().isEmpty())) {
        acceptedBody(body);
      }
    }

    private boolean hasBearerToken() {
      List<String> values = request.headers().all("Authorization");
      return values.size() == 1
          && values.get(0).toLowerCase(Locale.ROOT).startsWith("bearer ")
          && !values.get(0).substring("bearer ".length()).isBlank();
    }

    private void acceptedHeader(HeaderSpec header) {
      List<String> values = request.headers().all(header.name());
      if (values.isEmpty() && header.required()) {
        report(Rule.REQUEST_HEADER, "no " + header.name(), header.place());
      }
      for (String value : values) {
        for (Schemas.Fault fault : schemas.validate(header.schema(), headerValue(header, value))) {
          report(
              Rule.REQUEST_HEADER,
              header.name() + " \"" + value + "\": " + fault.seen(),
              fault.place());
        }
      }
    }

    private void acceptedBody(BodySpec body) {
      String schema = mediaTypeSchema(body);
      if (schema == null) {
        report(
            Rule.REQUEST_MEDIA_TYPE,
            mediaType() + ", and there is " + body.schemas().keySet(),
            body.place());
        return;
      }
      JsonNode value = json(request.body(), Rule.REQUEST_JSON, schema);
      if (value != null) {
        for (Schemas.Fault fault : schemas.validate(schema, value)) {
          report(Rule.REQUEST_SCHEMA, fault.seen(), fault.place());
        }
      }
    }

    private void refusedMediaType(Operation operation) {
      BodySpec body = operation.requestBody();
      if (body != null && mediaTypeSchema(body) != null && !hasAnotherCharset()) {
        report(Rule.MEDIA_TYPE_REFUSED, mediaType(), body.place());
      }
    }

    /** Whether it says that it is not UTF-8: then it may be taken, and may be refused (E29). */
    private boolean hasAnotherCharset() {
      return request.headers().all("Content-Type").stream()
          .anyMatch(type -> OTHER_CHARSET.matcher(type).find());
    }

    /** What the request says that its body is. */
    private String mediaType() {
      List<String> codings = request.headers().all("Content-Encoding");
      return request.headers().all("Content-Type") + (codings.isEmpty() ? "" : " in " + codings);
    }

    /**
     * The schema for the request's media type, whatever its capitals and parameters; null for what
     * gets 415.
     */
    private @Nullable String mediaTypeSchema(BodySpec body) {
      List<String> types = request.headers().all("Content-Type");
      // What has a content coding is not taken, whatever is in it (E29).
      boolean plain =
          request.headers().all("Content-Encoding").stream().allMatch("identity"::equalsIgnoreCase);
      if (types.size() != 1 || !plain) {
        return null;
      }
      String type = types.get(0).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      for (Map.Entry<String, String> schema : body.schemas().entrySet()) {
        if (schema.getKey().equals(type)) {
          return schema.getValue();
        }
      }
      return null;
    }
  }

  private static boolean saysSomething(JsonNode value) {
    if (value.isTextual()) {
      return !value.textValue().isBlank();
    }
    if (value.isObject()) {
      return !value.isEmpty()
          && value.properties().stream()
              .allMatch(member -> !member.getKey().isBlank() && saysSomething(member.getValue()));
    }
    return false;
  }
}
