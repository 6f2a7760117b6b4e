package io.omfconnections.contract.check;

/** What an exchange must keep to. */
public enum Rule {
  /** An address that the contract lacks gets 404; one that is not even an address may get 400. */
  ADDRESS_OUTSIDE("An address that is not in the contract is answered with 404"),
  /** A method that an address lacks gets 405, with the methods that it has in Allow. */
  METHOD_OUTSIDE("A method that is not in the contract is answered with 405 and Allow"),
  /** What is not HTTP gets an error, and nothing is done for it. */
  MALFORMED_REQUEST("A message that is not HTTP is answered with an error"),
  /** The status is one of those that the operation has. */
  DOCUMENTED_STATUS("The status is one that the operation documents"),
  /** The Content-Type is exactly application/json. */
  CONTENT_TYPE("The response's Content-Type is exactly the documented media type"),
  /** Header fields that the response has to have are there, once. */
  REQUIRED_HEADER("A required header field is there exactly once"),
  /** Header fields are valid against their schemas. */
  HEADER_SCHEMA("A header field is valid against its schema"),
  /** Header fields that the contract describes stand only where it documents them. */
  UNDOCUMENTED_HEADER("A header field that the contract describes stands only where it does so"),
  /** The challenge of a 401 is as RFC 6750 says. */
  CHALLENGE("WWW-Authenticate is a challenge of the scheme Bearer"),
  /** There is a body where one is documented, and none elsewhere. */
  BODY_PRESENCE("There is a body exactly where one is documented"),
  /** The body is JSON, and strictly so. */
  STRICT_JSON("The body is one JSON text in UTF-8, without duplicates"),
  /** The body is valid against its schema. */
  BODY_SCHEMA("The body is valid against its schema"),
  /** The body has no member that its schema does not name. */
  UNDOCUMENTED_MEMBER("The response's body has no member that its schema does not name"),
  /** CreatedDate has the form that clients rely on, which the schema can't say (E21). */
  CREATED_DATE("CreatedDate is UTC with seven fractional digits and Z"),
  /** A connection has what the server gives it. */
  SERVER_MEMBERS("A connection has an Id that is a GUID, a State, and a CreatedDate"),
  /** An error body repeats the Operation-Id. */
  OPERATION_ID("The error body's OperationId equals the header Operation-Id"),
  /** No two exchanges have the same Operation-Id. */
  OPERATION_ID_UNIQUE("An Operation-Id identifies one exchange"),
  /** An error body has all five members, filled in. */
  ERROR_MEMBERS("All five members of an error body are there and not empty"),
  /**
   * What an error names as wrong is in the contract: a field that nobody documents can't be wrong.
   */
  ERROR_NAMES("A header field that an error finds wrong is documented, or is HTTP's own"),
  /** An error body shows nothing of the program behind it. */
  INSIDES("An error body shows nothing of the server's program"),
  /** A response never repeats the token. */
  TOKEN_SHOWN("A response does not repeat the caller's token"),
  /** Nothing is done for a caller without a token. */
  REQUEST_TOKEN("A request without a token is not carried out"),
  /** Nothing is done for a body of another media type. */
  REQUEST_MEDIA_TYPE("A body of another media type than the documented ones is not accepted"),
  /** A body of the right media type is not refused for its media type. */
  MEDIA_TYPE_REFUSED("A body of the documented media type is not refused for its media type"),
  /** Nothing is done for a body that is not JSON. */
  REQUEST_JSON("A body that is not strictly JSON is not accepted"),
  /** Nothing is done for a body that breaks its schema. */
  REQUEST_SCHEMA("A body that breaks its schema is not accepted"),
  /** Nothing is done for an identifier in the address that breaks its schema. */
  REQUEST_PATH("An address with an identifier that breaks its schema is not accepted"),
  /** Nothing is done for a header field that breaks its schema. */
  REQUEST_HEADER("A header field that breaks its schema is not accepted");

  private final String sentence;

  Rule(String sentence) {
    this.sentence = sentence;
  }

  /** The rule in a sentence. */
  public String sentence() {
    return sentence;
  }
}
