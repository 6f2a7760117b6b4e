package io.omfconnections.contract.check.rules;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All rules that an exchange must follow: the identifier that reports name, the class that checks
 * the rule, and the rule as a sentence.
 *
 * <p>All rules except OPERATION_ID_UNIQUE can be decided from a single exchange. Whether a server
 * chose the right one of several documented statuses is tested by the suites.
 */
@SuppressWarnings("ImmutableEnumChecker") // the checks have no state
public enum Rule {
  // The status of the response
  DOCUMENTED_STATUS(new DocumentedStatusRule(), "The operation documents the status"),
  UNKNOWN_PATH(
      new UnknownPathRule(),
      "A path that is not in the contract gets 404; a path that is not valid may get 400"),
  UNKNOWN_METHOD(
      new UnknownMethodRule(),
      "A method that the path does not have gets 405 with the allowed methods in Allow"),
  MALFORMED_REQUEST(new MalformedRequestRule(), "A message that is not HTTP gets an error status"),

  // The header fields of the response
  CONTENT_TYPE(
      new ContentTypeRule(), "The response's Content-Type is exactly the documented media type"),
  REQUIRED_HEADER(
      new RequiredHeaderRule(),
      "A required header field is present, and no documented header field is repeated"),
  HEADER_SCHEMA(new HeaderSchemaRule(), "A response header field is valid against its schema"),
  UNDOCUMENTED_HEADER(
      new UndocumentedHeaderRule(),
      "A header field of the contract appears only in responses that document it"),
  CHALLENGE(
      new ChallengeRule(), "WWW-Authenticate in a 401 response is a Bearer challenge (RFC 6750)"),

  // The body of the response
  BODY_PRESENCE(
      new BodyPresenceRule(), "The response has a body if, and only if, one is documented"),
  STRICT_JSON(
      new StrictJsonRule(),
      "The response's body is one JSON value in UTF-8, without duplicate properties"),
  BODY_SCHEMA(new BodySchemaRule(), "The response's body is valid against its schema"),
  UNDOCUMENTED_PROPERTY(
      new UndocumentedPropertyRule(), "The response's body has only documented properties"),
  CREATED_DATE(
      new CreatedDateRule(),
      "A connection's CreatedDate is in UTC, with seven fractional digits and Z"),
  SERVER_PROPERTIES(
      new ServerPropertiesRule(), "A connection has an Id, which is a GUID, and a State"),

  // Errors
  OPERATION_ID(
      new OperationIdRule(), "OperationId of an error body equals the header field Operation-Id"),
  /**
   * Never broken by a single exchange. {@link OperationIdUniqueRule} checks it over a whole run.
   */
  OPERATION_ID_UNIQUE(exchange -> Stream.empty(), "No two responses have the same Operation-Id"),
  ERROR_PROPERTIES(
      new ErrorPropertiesRule(), "An error body has all five properties, and none is empty"),
  ERROR_PARAMETERS(
      new ErrorParametersRule(),
      "Parameters of an error body names only header fields that are documented or part of HTTP"),
  INTERNALS_EXPOSED(
      new InternalsExposedRule(),
      "An error body exposes no stack traces, exceptions, source locations, SQL or database"
          + " errors"),
  TOKEN_EXPOSED(new TokenExposedRule(), "A response does not contain the request's access token"),

  // Requests that must be rejected, and requests that must not be
  REQUEST_TOKEN(new RequestTokenRule(), "A request without an access token is rejected"),
  REQUEST_PATH(
      new RequestPathRule(), "A request with a path parameter that breaks its schema is rejected"),
  REQUEST_HEADER(
      new RequestHeaderRule(), "A request with a header field that breaks its schema is rejected"),
  REQUEST_MEDIA_TYPE(
      new RequestMediaTypeRule(), "A request body of an undocumented media type is rejected"),
  REQUEST_JSON(new RequestJsonRule(), "A request body that is not strict JSON is rejected"),
  REQUEST_SCHEMA(new RequestSchemaRule(), "A request body that breaks its schema is rejected"),
  MEDIA_TYPE_REJECTED(
      new MediaTypeRejectedRule(), "A request body of a documented media type does not get 415");

  /** The rules about requests that the server has accepted. */
  public static final Set<Rule> ACCEPTED_REQUESTS =
      Collections.unmodifiableSet(EnumSet.range(REQUEST_TOKEN, REQUEST_SCHEMA));

  private final RuleCheck check;
  private final String sentence;

  Rule(RuleCheck check, String sentence) {
    this.check = check;
    this.sentence = sentence;
  }

  /** Returns the rule as a sentence without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** Returns every problem that an exchange has with this rule. */
  public Stream<Problem> check(ParsedExchange exchange) {
    return check.check(exchange);
  }
}
