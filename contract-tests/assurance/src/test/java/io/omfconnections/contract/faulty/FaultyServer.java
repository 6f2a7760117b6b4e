package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.Reason.assertion;
import static io.omfconnections.contract.faulty.Reason.rule;
import static io.omfconnections.contract.faulty.Reason.serviceTest;
import static io.omfconnections.contract.faulty.Reason.status;

import io.omfconnections.contract.check.Rule;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The faulty servers: what each does wrong, and the test and the rule or assertion that catch it.
 *
 * <p>Many break more than one test. The table names the test that is written for the fault.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // the suppliers are stateless; each fault has its own state
enum FaultyServer {

  // ---------------------------------------------------------------------- Status codes and methods

  RETURNS_200_INSTEAD_OF_202(
      "Returns 200 where 202 is documented.",
      rule(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          Rule.DOCUMENTED_STATUS,
          "=> 200"),
      () -> HeaderFaults.status(202, 200)),
  RETURNS_404_INSTEAD_OF_403(
      "Returns 404 to a caller without the right.",
      status("AccessRightsTest.the_creator_is_the_owner_until_another_one_is", "[403]", 404),
      () -> HeaderFaults.status(403, 404)),
  RETURNS_400_INSTEAD_OF_415(
      "Returns 400 for an unsupported media type.",
      status("MediaTypesTest.a_body_of_another_media_type_or_of_none_is_unsupported", "[415]", 400),
      () -> HeaderFaults.status(415, 400)),
  SUPPORTS_HEAD(
      "Handles HEAD as GET, without the body.",
      rule(
          "AddressesTest.a_method_that_an_address_lacks_is_not_allowed",
          Rule.METHOD_OUTSIDE,
          "HEAD /api",
          "=> 200"),
      HeaderFaults::supportsHead),
  ACCEPTS_CORS_PREFLIGHT(
      "Returns 204 to CORS preflight requests.",
      rule(
          "AddressesTest.what_a_browser_asks_before_it_calls_is_not_allowed",
          Rule.METHOD_OUTSIDE,
          "=> 204"),
      HeaderFaults::acceptsPreflight),
  RETURNS_406_FOR_HTML(
      "Returns 406 when Accept names HTML.",
      rule(
          "AddressesTest.an_accept_that_excludes_json_gets_json", Rule.DOCUMENTED_STATUS, "=> 406"),
      HeaderFaults::honoursAccept),
  RETURNS_304(
      "Returns 304 to requests with If-None-Match.",
      rule(
          "AddressesTest.a_header_that_the_contract_lacks_changes_nothing",
          Rule.DOCUMENTED_STATUS,
          "=> 304"),
      HeaderFaults::honoursIfNoneMatch),

  // --------------------------------------------------------------------------------- Header fields

  OMITS_OPERATION_ID(
      "Omits Operation-Id from 404 responses.",
      rule(
          "LifecycleTest.what_is_gone_is_not_found_by_any_operation",
          Rule.REQUIRED_HEADER,
          "Operation-Id"),
      () -> HeaderFaults.withoutHeader(404, "Operation-Id")),
  CONSTANT_OPERATION_ID(
      "Uses the same Operation-Id for every response.",
      rule("LifecycleTest.identifiers_are_different", Rule.OPERATION_ID_UNIQUE),
      HeaderFaults::constantOperationId),
  ECHOES_OPERATION_ID(
      "Takes the Operation-Id from the request.",
      rule(
          "AddressesTest.a_header_that_the_contract_lacks_changes_nothing",
          Rule.OPERATION_ID_UNIQUE),
      HeaderFaults::echoesOperationId),
  CHALLENGES_WITH_BASIC(
      "Challenges callers without a token to use Basic authentication.",
      rule(
          "AuthenticationTest.the_challenge_for_a_bad_token_names_the_error",
          Rule.CHALLENGE,
          "Basic realm"),
      () -> HeaderFaults.header(401, "WWW-Authenticate", "Basic realm=\"x\"")),
  OMITS_CHALLENGE(
      "Omits WWW-Authenticate from 401 responses.",
      rule(
          "AuthenticationTest.what_is_no_token_is_unauthorized",
          Rule.REQUIRED_HEADER,
          "WWW-Authenticate"),
      () -> HeaderFaults.withoutHeader(401, "WWW-Authenticate")),
  OMITS_ALLOW(
      "Omits Allow from 405 responses.",
      rule(
          "AddressesTest.a_method_that_an_address_lacks_is_not_allowed",
          Rule.METHOD_OUTSIDE,
          "Allow"),
      () -> HeaderFaults.withoutHeader(405, "Allow")),
  CONTENT_TYPE_WITH_CHARSET(
      "Adds a charset to Content-Type.",
      rule(
          "LifecycleTest.a_connection_has_all_its_members_always",
          Rule.CONTENT_TYPE,
          "charset=utf-8"),
      () -> HeaderFaults.header(200, "Content-Type", "application/json; charset=utf-8")),
  REJECTS_MEDIA_TYPE_PARAMETERS(
      "Rejects application/json with a charset.",
      rule(
          "MediaTypesTest.json_with_a_parameter_or_in_other_capitals_is_supported",
          Rule.MEDIA_TYPE_REFUSED),
      HeaderFaults::rejectsMediaTypeParameters),
  REJECTS_MEDIA_TYPE_PARAMETERS_OF_PUT(
      "Rejects application/json with a charset in PUT requests.",
      rule(
          "MediaTypesTest.every_operation_takes_json_with_a_charset_or_in_other_capitals",
          Rule.MEDIA_TYPE_REFUSED,
          "PUT /api"),
      HeaderFaults::rejectsMediaTypeParametersOfPut),
  IGNORES_CONTENT_ENCODING(
      "Accepts a body that is declared as compressed but is not.",
      rule(
          "MediaTypesTest.a_body_with_a_content_coding_is_unsupported",
          Rule.REQUEST_MEDIA_TYPE,
          "Content-Encoding"),
      HeaderFaults::ignoresContentEncoding),
  HEADER_NAMES_CASE_SENSITIVE(
      "Matches the names of header fields case-sensitively.",
      status(
          "AddressesTest.header_fields_are_known_whatever_the_capitals_of_their_names",
          "[202]",
          401),
      HeaderFaults::matchesHeaderNamesCaseSensitively),
  IGNORES_REQUEST_TIMEOUT(
      "Ignores Request-Timeout.",
      status("RequestTimeoutTest.a_create_that_is_out_of_time_creates_nothing", "[408]", 202),
      HeaderFaults::ignoresRequestTimeout),
  CARRIES_OUT_TIMED_OUT_REQUESTS(
      "Returns 408 but carries out the request.",
      assertion(
          "RequestTimeoutTest.a_create_that_is_out_of_time_creates_nothing",
          "could not find the following element"),
      HeaderFaults::carriesOutTimedOutRequests),
  APPLIES_ZERO_TIMEOUT_TO_DELETIONS(
      "Applies a Request-Timeout of zero to deletions, which must ignore it.",
      status("SchemaFreedomsTest.a_deletion_ignores_a_timeout_that_is_none", "[202]", 408),
      HeaderFaults::appliesZeroTimeoutToDeletions),

  // ---------------------------------------------------------------------------------------- Tokens

  REJECTS_FORM_MEDIA_TYPE_PARAMETERS(
      "Rejects a form whose media type has a charset.",
      status(
          "TokenEndpointTest.a_form_is_a_form_with_a_parameter_or_in_other_capitals", "[200]", 400),
      TokenFaults::rejectsFormMediaTypeParameters),
  REJECTS_UNKNOWN_FORM_FIELDS(
      "Rejects a form with an unknown field.",
      status(
          "TokenEndpointTest.a_field_that_is_unknown_or_empty_changes_nothing",
          "[200]",
          400,
          "x_unknown=1"),
      TokenFaults::rejectsUnknownFields),
  REJECTS_EMPTY_SCOPE(
      "Rejects a form with an empty scope.",
      status(
          "TokenEndpointTest.a_field_that_is_unknown_or_empty_changes_nothing",
          "[200]",
          400,
          "scope="),
      TokenFaults::rejectsEmptyScope),
  GRANT_TYPE_CASE_INSENSITIVE(
      "Matches the grant type case-insensitively.",
      status(
          "TokenEndpointTest.a_grant_that_nobody_knows_is_unsupported",
          "[400]",
          200,
          "CLIENT_CREDENTIALS"),
      TokenFaults::matchesGrantTypeCaseInsensitively),
  SAME_ERROR_FOR_EVERY_BAD_TOKEN_REQUEST(
      "Returns invalid_request for an unknown grant type.",
      assertion(
          "TokenEndpointTest.a_grant_that_nobody_knows_is_unsupported",
          "expected: \"unsupported_grant_type\" but was: \"invalid_request\""),
      TokenFaults::sameErrorForEveryBadRequest),
  SECRET_CASE_INSENSITIVE(
      "Compares secrets case-insensitively.",
      status("TokenEndpointTest.a_wrong_secret_or_client_gets_invalid_client", "[401, 400]", 200)
          .withInput("the secret in upper case"),
      TokenFaults::matchesSecretCaseInsensitively),
  CLIENT_CASE_INSENSITIVE(
      "Matches the client identifier of a token request case-insensitively.",
      status(
          "TokenEndpointTest.a_wrong_secret_or_client_gets_invalid_client",
          "[401, 400]",
          200,
          "client_id=ADMINISTRATOR"),
      TokenFaults::matchesClientCaseInsensitively),
  STRIPS_SECRET(
      "Ignores white space around a secret.",
      status("TokenEndpointTest.a_wrong_secret_or_client_gets_invalid_client", "[401, 400]", 200)
          .withInput("the secret with a space before or after it"),
      TokenFaults::stripsSecret),
  DOES_NOT_DECODE_FORMS(
      "Does not decode percent-encoded forms.",
      status("TokenEndpointTest.a_form_is_decoded", "[200]", 400),
      TokenFaults::doesNotDecodeForms),
  READS_CREDENTIALS_FROM_QUERY(
      "Accepts credentials in the query string.",
      assertion(
          "TokenEndpointTest.a_form_in_the_address_does_not_count",
          "200 to be between: [400, 499]"),
      TokenFaults::readsQueryString),
  BASIC_SCHEME_CASE_SENSITIVE(
      "Matches the authentication scheme Basic case-sensitively.",
      status("TokenEndpointTest.a_client_may_use_basic_authentication", "[200]", 401),
      TokenFaults::matchesSchemeCaseSensitively),
  DECLARES_TOKEN_RESPONSES_AS_TEXT(
      "Declares token responses and the discovery document as text/plain.",
      assertion("TokenEndpointTest.discovery_tokens_and_errors_are_called_json", "\"text/plain\""),
      TokenFaults::declaresText),
  PUBLISHES_OTHER_KEY(
      "Omits the key that signs tokens from the key set.",
      assertion(
          "TokenEndpointTest.a_token_is_a_jwt_of_a_published_key_and_lives_as_long_as_is_said",
          "[\"another key\"]"),
      TokenFaults::publishesOtherKey),
  ISSUES_OPAQUE_TOKENS(
      "Issues tokens that are not JWTs.",
      assertion(
          "TokenEndpointTest.a_token_is_a_jwt_of_a_published_key_and_lives_as_long_as_is_said",
          "1 to be in: [3, 5]"),
      TokenFaults::issuesOpaqueTokens),
  ISSUES_TOKENS_OF_ONE_MINUTE(
      "Issues tokens that expire long before expires_in says.",
      assertion(
          "TokenEndpointTest.a_token_is_a_jwt_of_a_published_key_and_lives_as_long_as_is_said",
          "to be greater than or equal to: 35"),
      TokenFaults::issuesTokensOfOneMinute),
  EXPIRES_IN_MILLISECONDS(
      "Returns expires_in in milliseconds.",
      assertion(
          "TokenEndpointTest.a_client_gets_a_token_and_the_seconds_it_lives",
          "3600000L to be between: [60L, 3600L]"),
      TokenFaults::expiresInMilliseconds),
  IGNORES_SIGNATURE(
      "Accepts a token whose signature is wrong.",
      status("AuthenticationTest.a_token_that_was_tampered_with_is_unauthorized", "[401]", 200),
      AuthorizationFaults::ignoresSignature),

  // ----------------------------------------------------------------------------------------- Paths

  REJECTS_TRAILING_SLASH(
      "Returns 404 for a path with a trailing slash.",
      assertion(
              "AddressesTest.every_operation_answers_in_every_spelling", "404 to be less than: 300")
          .withInput("a path with a trailing slash"),
      PathFaults::rejectsTrailingSlash),
  FIXED_SEGMENTS_CASE_SENSITIVE(
      "Matches the fixed segments of paths case-sensitively.",
      assertion(
              "AddressesTest.every_operation_answers_in_every_spelling", "404 to be less than: 300")
          .withInput("a path in upper or lower case"),
      PathFaults::matchesFixedSegmentsCaseSensitively),
  SUPPORTS_V1_ONLY(
      "Returns 404 for v2-preview.",
      status(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          "[202]",
          404,
          "POST /api/v2-preview/"),
      PathFaults::supportsV1Only),
  IGNORES_EXTRA_SEGMENTS(
      "Ignores unknown segments after the path of a connection.",
      rule(
          "AddressesTest.nothing_answers_below_or_beside_a_connection_that_is_there",
          Rule.ADDRESS_OUTSIDE,
          "=> 200"),
      PathFaults::ignoresExtraSegments),
  TENANT_CASE_INSENSITIVE(
      "Matches the tenant in a path case-insensitively.",
      status("AddressesTest.identifiers_are_matched_exactly_by_every_operation", "[403]", 200),
      PathFaults::matchesTenantCaseInsensitively),
  CONNECTION_CASE_INSENSITIVE(
      "Matches the connection case-insensitively in the paths of its owner and list.",
      status("AddressesTest.identifiers_are_matched_exactly_by_every_operation", "[404]", 200),
      PathFaults::matchesConnectionCaseInsensitively),
  HONOURS_PAGING(
      "Lists one connection when the query string says count=1.",
      assertion(
          "AddressesTest.a_list_has_no_pages_whatever_a_query_asks_for",
          "could not find the following element"),
      PathFaults::honoursPaging),
  DOES_NOT_DECODE_NAMESPACES(
      "Does not decode percent-encoded namespaces.",
      status("AddressesTest.an_encoded_tenant_or_namespace_is_the_same", "[200]", 404),
      PathFaults::doesNotDecodeNamespaces),
  REJECTS_LONG_IDENTIFIERS(
      "Returns 400 for an unknown identifier of more than 255 characters.",
      rule(
          "AddressesTest.an_identifier_of_any_characters_and_length_is_not_found",
          Rule.DOCUMENTED_STATUS,
          "=> 400"),
      PathFaults::rejectsLongIdentifiers),
  DOES_NOT_ESCAPE_IDENTIFIERS(
      "Writes malformed JSON when an identifier contains a quotation mark.",
      rule(
          "AddressesTest.an_identifier_of_any_characters_and_length_is_not_found",
          Rule.STRICT_JSON),
      ErrorBodyFaults::doesNotEscapeIdentifiers),
  IGNORES_TENANT(
      "Accepts a token of one tenant for the paths of another.",
      status("ErrorStatusesTest.each_operation_answers_what_it_documents", "[403]", 200),
      AuthorizationFaults::ignoresTenant),
  CHECKS_NAMESPACE_BEFORE_TENANT(
      "Reveals which namespaces another tenant lacks.",
      status(
          "ErrorStatusesTest.of_two_things_that_are_wrong_the_tenant_counts_before_the_namespace",
          "[403]",
          404),
      AuthorizationFaults::checksNamespaceBeforeTenant),

  // -------------------------------------------------------------------------------- Request bodies

  ACCEPTS_LONG_NAME(
      "Accepts a Name of 201 characters.",
      rule("SchemaLimitsTest.a_limit_counts_code_points", Rule.REQUEST_SCHEMA, "/Name"),
      RequestBodyFaults::acceptsLongName),
  COUNTS_UTF16_CODE_UNITS(
      "Counts a character outside the Basic Multilingual Plane as two.",
      status("SchemaLimitsTest.a_limit_counts_code_points", "[202]", 400),
      RequestBodyFaults::countsUtf16CodeUnits),
  REJECTS_UNKNOWN_PROPERTIES(
      "Rejects properties that the schema does not name.",
      status("SchemaLimitsTest.members_that_the_schema_does_not_name_are_ignored", "[202]", 400),
      RequestBodyFaults::rejectsUnknownProperties),
  ACCEPTS_DUPLICATE_PROPERTIES(
      "Accepts a body with a duplicate property.",
      rule(
          "MalformedBodiesTest.a_malformed_body_is_a_bad_request_and_changes_nothing",
          Rule.REQUEST_JSON,
          "Duplicate"),
      RequestBodyFaults::acceptsDuplicateProperties),
  ACCEPTS_MALFORMED_UTF8(
      "Accepts a body that is not UTF-8.",
      rule(
          "MalformedBodiesTest.a_malformed_body_is_a_bad_request_and_changes_nothing",
          Rule.REQUEST_JSON,
          "not UTF-8"),
      RequestBodyFaults::acceptsMalformedUtf8),
  COERCES_INTEGERS(
      "Coerces 1.0 and \"1\" to 1.",
      rule(
          "AccessRightsTest.who_can_not_own_is_refused_and_the_owner_stays",
          Rule.REQUEST_SCHEMA,
          "/Type"),
      RequestBodyFaults::coercesIntegers),
  KEEPS_OMITTED_ENTRIES(
      "Keeps the entries of a list when an update omits them.",
      assertion(
          "SchemaLimitsTest.a_list_that_is_absent_or_null_takes_every_entry_away",
          "Expecting empty but was"),
      RequestBodyFaults::keepsOmittedEntries),
  NORMALIZES_TRUSTEES(
      "Normalizes the identifiers of trustees to NFC.",
      assertion(
          "SchemaLimitsTest.a_list_comes_back_with_all_that_it_says", "\"\u00e9 is not \u00e9\""),
      RequestBodyFaults::normalizesTrustees),
  TAKES_CREATED_DATE_FROM_BODY(
      "Takes CreatedDate from the request body.",
      assertion(
          "LifecycleTest.what_the_server_sets_nobody_else_does",
          "\"2001-02-03T04:05:06.7890123Z\" not to start with"),
      RequestBodyFaults::takesCreatedDateFromBody),
  ACCEPTS_EMPTY_OWNER_TENANT(
      "Accepts an owner whose TenantId is empty.",
      status(
          "AccessRightsTest.who_can_not_own_is_refused_and_the_owner_stays",
          "[400]",
          200,
          "\"TenantId\":\"\""),
      OwnerFaults::acceptsEmptyOwnerTenant),

  // -------------------------------------------------------------------------------- Stored content

  REPLACES_SUPPLEMENTARY_CHARACTERS(
      "Returns characters outside the Basic Multilingual Plane as question marks.",
      assertion("SchemaLimitsTest.a_limit_counts_code_points", "but was: \"????"),
      ContentFaults::replacesSupplementaryCharacters),
  SORTS_CLIENT_IDS(
      "Returns ClientIds in alphabetical order.",
      assertion(
          "ClientIdsTest.clients_keep_the_order_in_which_they_were_sent", "expected: [\"client-"),
      ContentFaults::sortsClientIds),
  CONVERTS_LINE_ENDS(
      "Returns CRLF line ends as LF.",
      assertion("SchemaLimitsTest.any_text_comes_back_as_it_was", "two lines"),
      ContentFaults::convertsLineEnds),
  ESCAPES_UPDATED_NAME(
      "Escapes HTML in the Name of an update.",
      assertion("SchemaLimitsTest.any_text_comes_back_as_it_was", "&lt;b>"),
      ContentFaults::escapesUpdatedName),
  STRIPS_UPDATED_NAME(
      "Strips white space from the Name of an update.",
      assertion("SchemaLimitsTest.any_text_comes_back_as_it_was", "but was: \"\""),
      ContentFaults::stripsUpdatedName),
  DISCARDS_NEW_NAME(
      "Acknowledges a new Name but keeps the old one.",
      assertion(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          "\"Name\":\"m\"",
          "\"Name\":\"n\",\"State\":\"Active\",\"Description\":null"),
      ContentFaults::discardsNewName),
  DISCARDS_NEW_DESCRIPTION(
      "Acknowledges a new Description but keeps the old one.",
      assertion(
          "LifecycleTest.an_update_replaces_a_description_by_another_one",
          "\"Description\":\"after\"",
          "\"Description\":\"before\""),
      ContentFaults::discardsNewDescription),
  KEEPS_OMITTED_DESCRIPTION(
      "Keeps the Description when an update omits it.",
      assertion(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          "\"Name\":\"m\",\"State\":\"Active\",\"Description\":\"d\""),
      ContentFaults::keepsOmittedDescription),
  TRUNCATES_LONG_UPDATES(
      "Stores only a thousand elements of an update with ten thousand.",
      assertion(
          "SchemaFreedomsTest.a_list_has_as_many_entries_as_somebody_likes",
          "Expected size: 10001 but was: 1000"),
      ContentFaults::truncatesLongUpdates),
  LOSES_CONCURRENT_UPDATES(
      "Acknowledges two concurrent updates but keeps one.",
      assertion("LifecycleTest.changes_at_once_to_one_connection_are_all_kept", "but was:"),
      ContentFaults::losesConcurrentUpdates),

  // -------------------------------------------------------------------------- Successful responses

  ENUMERATIONS_AS_STRINGS(
      "Writes the Type of a trustee as a string.",
      rule(
          "LifecycleTest.an_update_of_a_list_or_an_owner_changes_nothing_else",
          Rule.BODY_SCHEMA,
          "/Type"),
      ResponseBodyFaults::enumerationsAsStrings),
  DATES_WITH_SIX_DIGITS(
      "Writes CreatedDate with six fractional digits.",
      rule("LifecycleTest.created_is_when_it_was_created", Rule.CREATED_DATE),
      ResponseBodyFaults::datesWithSixDigits),
  DATES_WITHOUT_TRAILING_ZEROS(
      "Omits trailing zeros from CreatedDate, which only some dates have.",
      rule(
          "ConnectionsListTest.a_list_that_is_longer_than_any_page_is_listed_whole",
          Rule.CREATED_DATE),
      ResponseBodyFaults::datesWithoutTrailingZeros),
  SHOWS_DENIED_AS_ALLOWED(
      "Shows entries that deny as entries that allow.",
      assertion(
          "SchemaLimitsTest.a_list_comes_back_with_all_that_it_says",
          "\"TenantId\":\"00000000-0000-4000-8000-000000000000\"},\"AccessType\":0"),
      ResponseBodyFaults::deniedAsAllowed),
  OMITS_TENANTS(
      "Omits the tenants of trustees in access control lists.",
      assertion(
          "SchemaLimitsTest.a_list_comes_back_with_all_that_it_says",
          "\"TenantId\":null},\"AccessType\":1"),
      ResponseBodyFaults::omitsTenants),
  LISTS_OLD_NAMES(
      "Lists connections without their updates.",
      assertion(
          "ConnectionsListTest.a_list_shows_what_an_update_has_made_of_a_connection",
          "to contain exactly"),
      ResponseBodyFaults::listsOldNames),
  TRUNCATES_LISTED_CLIENT_IDS(
      "Lists at most a hundred ClientIds of a connection.",
      assertion(
          "ConnectionsListTest.a_list_shows_every_client_of_a_connection", "to contain exactly"),
      ResponseBodyFaults::truncatesListedClientIds),
  LISTS_FIRST_PAGE_ONLY(
      "Ends the list of connections after its first page.",
      assertion(
          "ConnectionsListTest.a_list_that_is_longer_than_any_page_is_listed_whole",
          "could not find the following element"),
      LifecycleFaults::listsFirstPageOnly),
  ADDS_UNDOCUMENTED_PROPERTY(
      "Adds a property to owners that the schema does not name.",
      rule(
          "LifecycleTest.an_update_of_a_list_or_an_owner_changes_nothing_else",
          Rule.UNDOCUMENTED_MEMBER),
      ResponseBodyFaults::addsUndocumentedProperty),
  SORTS_ACCESS_RIGHTS(
      "Lists access rights in alphabetical order.",
      assertion(
          "AccessRightsTest.rights_are_listed_by_name_in_the_order_of_their_bits",
          "expected: \"Read,Delete\" but was: \"Delete,Read\""),
      ResponseBodyFaults::sortsAccessRights),

  // ---------------------------------------------------------------------------------- Error bodies

  OMITS_PARAMETERS(
      "Omits Parameters from error bodies.",
      rule(
          "LifecycleTest.what_is_gone_is_not_found_by_any_operation",
          Rule.ERROR_MEMBERS,
          "Parameters"),
      () -> ErrorBodyFaults.withoutProperty("Parameters")),
  UNSPECIFIC_PARAMETERS_OF_400(
      "Does not name the invalid property in 400 responses.",
      assertion(
          "AccessRightsTest.who_can_not_own_is_refused_and_the_owner_stays",
          "\"Parameters\":{\"request\":\"is wrong\"}"),
      () -> ErrorBodyFaults.unspecificParameters(400)),
  UNSPECIFIC_PARAMETERS_OF_404(
      "Does not name the unknown identifier in 404 responses.",
      assertion(
          "ErrorStatusesTest.each_operation_answers_what_it_documents",
          "\"Parameters\":{\"request\":\"is wrong\"}"),
      () -> ErrorBodyFaults.unspecificParameters(404)),
  NAMES_FIRST_INVALID_PROPERTY(
      "Names only the first of several invalid properties of an update.",
      assertion(
          "SchemaLimitsTest.each_fault_of_a_list_an_owner_or_an_update_is_named",
          "\"Parameters\":{\"ClientIds\":"),
      ErrorBodyFaults::namesFirstInvalidProperty),
  NAMES_VALID_PROPERTIES(
      "Names valid properties as invalid.",
      assertion("SchemaLimitsTest.what_is_right_is_not_named", "some elements were not expected"),
      ErrorBodyFaults::namesValidProperties),
  SAME_TEXT_FOR_EVERY_ERROR(
      "Uses the same text for every error.",
      assertion(
          "ErrorStatusesTest.an_error_says_what_kind_it_is_of_and_why",
          "1L to be greater than: 1L"),
      ErrorBodyFaults::sameTextForEveryError),
  SHOWS_INTERNALS(
      "Names an exception and a source file in error bodies.",
      rule("LifecycleTest.what_is_gone_is_not_found_by_any_operation", Rule.INSIDES),
      ErrorBodyFaults::showsInternals),
  ECHOES_TOKEN(
      "Repeats the bearer token in 403 responses.",
      rule("AccessRightsTest.the_creator_is_the_owner_until_another_one_is", Rule.TOKEN_SHOWN),
      ErrorBodyFaults::echoesToken),

  // ------------------------------------------------------------------------------------- Lifecycle

  NEVER_BECOMES_ACTIVE(
      "Keeps connections in the state Creating.",
      assertion(
          "LifecycleTest.a_connection_has_all_its_members_always",
          "Active",
          "\"State\":\"Creating\""),
      LifecycleFaults::neverBecomesActive),
  UPDATE_CHANGES_CREATED_DATE(
      "Changes CreatedDate with each update.",
      assertion(
          "LifecycleTest.what_the_server_sets_nobody_else_does", "expected: \"20", "but was: \"20"),
      LifecycleFaults::updateChangesCreatedDate),
  FIRST_READ_IS_STALE(
      "Returns the old state to the first read after an update.",
      assertion(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          "\"Name\":\"n\",\"State\":\"Active\",\"Description\":\"d\""),
      LifecycleFaults::firstReadIsStale),
  REUSES_IDENTIFIERS(
      "Gives a new connection the identifier of a deleted one.",
      assertion("LifecycleTest.what_is_gone_is_not_found_by_any_operation", "not to be equal to"),
      IdentifierReuse::reusesIdentifiers),
  LISTS_DELETED_CONNECTIONS(
      "Lists deleted connections for a while.",
      assertion(
          "LifecycleTest.a_connection_goes_through_its_whole_life",
          "Expecting value to be false but was true"),
      LifecycleFaults::listsDeletedConnections),
  UPDATE_REVERTS_DELETION(
      "Makes a Deleting connection Active when it is updated.",
      status("LifecycleTest.what_was_deleted_can_not_be_updated", "[400, 404]", 200),
      LifecycleFaults::updateRevertsDeletion),
  LIST_UPDATE_REVERTS_DELETION(
      "Makes a Deleting connection Active when its list is updated.",
      assertion(
          "LifecycleTest.what_is_being_deleted_is_there_and_keeps_its_clients_until_it_is_gone",
          "never gone"),
      LifecycleFaults::listUpdateRevertsDeletion),
  CONCURRENT_UPDATE_REVERTS_DELETION(
      "Loses a deletion to a concurrent update.",
      status("LifecycleTest.no_update_at_once_takes_a_deletion_back", "[400]", 200),
      LifecycleFaults::concurrentUpdateRevertsDeletion),
  HIDES_DELETING_FROM_CHANGES(
      "Shows a Deleting connection, but returns 404 to its deletion or update.",
      status("LifecycleTest.no_update_at_once_takes_a_deletion_back", "[404]", 200),
      LifecycleFaults::hidesDeletingFromChanges),
  SHOWS_DELETING_AS_ACTIVE(
      "Shows a Deleting connection as Active.",
      assertion(
          "LifecycleTest.what_is_being_deleted_is_there_and_keeps_its_clients_until_it_is_gone",
          "\"State\":\"Active\""),
      LifecycleFaults::showsDeletingAsActive),
  OMITS_DELETING_FROM_LIST(
      "Omits Deleting connections from the list.",
      status(
              "LifecycleTest.what_is_being_deleted_is_there_and_keeps_its_clients_until_it_is_gone",
              "[404]",
              200)
          .withInput("the list of connections"),
      LifecycleFaults::omitsDeletingFromList),

  // ---------------------------------------------------------------------------- Client identifiers

  ACCEPTS_SHARED_CLIENT_IDS(
      "Assigns a client to two connections of a namespace.",
      status(
          "ClientIdsTest.a_client_that_another_connection_has_is_refused_and_named", "[400]", 202),
      ClientIdFaults::acceptsSharedClientIds),
  ACCEPTS_CLIENT_IDS_SHARED_CONCURRENTLY(
      "Assigns a client to two connections that are created concurrently.",
      assertion(
          "ClientIdsTest.of_many_who_create_at_once_exactly_one_gets_the_client",
          "Expected size: 1 but was: "),
      ClientIdFaults::acceptsClientIdsSharedConcurrently),
  KEEPS_CLIENT_IDS_OF_DELETED(
      "Does not free the clients of a deleted connection.",
      status("LifecycleTest.what_is_gone_is_not_found_by_any_operation", "[202]", 400),
      ClientIdFaults::keepsClientIdsOfDeleted),
  FREES_CLIENT_IDS_OF_DELETING(
      "Frees the clients of a Deleting connection.",
      status(
              "LifecycleTest.what_is_being_deleted_is_there_and_keeps_its_clients_until_it_is_gone",
              "[404]",
              200)
          .withInput("a new connection with a client of the Deleting one"),
      ClientIdFaults::freesClientIdsOfDeleting),
  KEEPS_CLIENT_IDS_OF_REJECTED(
      "Does not free the clients of a rejected request.",
      status(
          "ClientIdsTest.a_client_that_another_connection_has_is_refused_and_named", "[202]", 400),
      ClientIdFaults::keepsClientIdsOfRejected),

  // -------------------------------------------------------------------------- Access control lists

  DISCARDS_NEW_LIST(
      "Acknowledges a new list of a connection but keeps the old one.",
      assertion(
          "LifecycleTest.an_update_of_a_list_or_an_owner_changes_nothing_else",
          "but was:"
              + " {\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":3,\"ObjectId\":\"role-administrator\",\"TenantId\":\"3d1f5a60-8c5e-4d9b-9c7e-2b64f0a1c001\"},\"AccessType\":0,\"AccessRights\":31}]}"),
      AccessListFaults::discardsNewList),
  DISCARDS_NEW_COLLECTION_LIST(
      "Acknowledges a new list of the collection but keeps the old one.",
      assertion(
          "AccessRightsTest.rights_are_listed_by_name_in_the_order_of_their_bits",
          "expected: \"Read\" but was: \"\""),
      AccessListFaults::discardsNewCollectionList),
  MERGES_LISTS(
      "Adds the entries of an update to the list.",
      assertion(
          "LifecycleTest.an_update_of_a_list_or_an_owner_changes_nothing_else",
          "but was:"
              + " {\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":3,\"ObjectId\":\"role-administrator\",\"TenantId\":\"3d1f5a60-8c5e-4d9b-9c7e-2b64f0a1c001\"},\"AccessType\":0,\"AccessRights\":31},{\"Trustee\":{\"Type\":2"),
      AccessListFaults::mergesLists),
  UPDATE_RESETS_LIST(
      "Resets the list of a connection to that of the collection with each update.",
      assertion(
          "LifecycleTest.an_update_replaces_name_description_and_clients_and_nothing_else",
          "but was:"
              + " {\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":3,\"ObjectId\":\"role-administrator\",\"TenantId\":\"3d1f5a60-8c5e-4d9b-9c7e-2b64f0a1c001\"},\"AccessType\":0,\"AccessRights\":31}]}"),
      AccessListFaults::updateResetsList),
  FOLLOWS_COLLECTION_LIST(
      "Applies later changes of the collection's list to existing connections.",
      assertion(
          "CollectionListTest.later_changes_to_either_list_leave_the_other_alone",
          "but was: {\"RoleTrusteeAccessControlEntries\""),
      AccessListFaults::followsCollectionList),
  LISTS_BY_COLLECTION_LIST(
      "Lists connections that the caller may not read.",
      assertion(
              "AccessRightsTest.the_list_of_connections_holds_what_the_caller_may_read",
              "not to contain")
          .withInput("each version"),
      AccessListFaults::listsByCollectionList),
  LISTS_EVERY_CONNECTION_IN_V2_PREVIEW(
      "Lists connections that the caller may not read, under v2-preview.",
      assertion(
              "AccessRightsTest.the_list_of_connections_holds_what_the_caller_may_read",
              "not to contain")
          .withInput("v2-preview"),
      AuthorizationFaults::listsEveryConnectionInV2Preview),
  ALLOWED_OVERRIDES_DENIED(
      "Lets an entry that allows override an entry that denies.",
      assertion(
          "AccessRightsTest.each_of_several_entries_denies_what_it_says",
          "expected: \"Delete,ManageAccessControl,Share\" but was:"
              + " \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::allowedOverridesDenied),
  APPLIES_LAST_DENIAL_ONLY(
      "Applies only the last of several entries that deny.",
      assertion(
          "AccessRightsTest.each_of_several_entries_denies_what_it_says",
          "expected: \"Delete,ManageAccessControl,Share\" but was:"
              + " \"Read,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::appliesLastDenialOnly),
  WRITE_IMPLIES_DELETE(
      "Allows whoever may write a connection to delete it.",
      assertion(
          "AccessRightsTest.rights_are_listed_by_name_in_the_order_of_their_bits",
          "expected: \"Write\" but was: \"Write,Delete\""),
      AccessDecisionFaults::writeImpliesDelete),
  DENIES_EVERYONE_WITHOUT_TRUSTEE(
      "Applies entries without a trustee that deny to every caller.",
      assertion(
          "AccessRightsTest.an_entry_is_about_its_trustee_exactly",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      AccessDecisionFaults::deniesEveryoneWithoutTrustee),
  EMPTY_TENANT_MATCHES_PATH_TENANT(
      "Treats an empty TenantId in an entry as the tenant in the path.",
      assertion(
              "AccessRightsTest.an_entry_is_about_its_trustee_exactly",
              "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"")
          .withInput("an entry with an empty TenantId"),
      AccessDecisionFaults::emptyTenantMatchesPathTenant),
  TRUSTEE_TENANT_CASE_INSENSITIVE(
      "Compares the TenantId of an entry case-insensitively.",
      assertion(
              "AccessRightsTest.an_entry_is_about_its_trustee_exactly",
              "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"")
          .withInput("an entry with the TenantId in upper case"),
      AccessDecisionFaults::matchesTrusteeTenantCaseInsensitively),
  STRIPS_TRUSTEES(
      "Ignores white space around the ObjectId of an entry.",
      assertion(
              "AccessRightsTest.an_entry_is_about_its_trustee_exactly",
              "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"")
          .withInput("an entry with a space before or after the ObjectId"),
      AccessDecisionFaults::stripsTrustees),
  ADMINISTRATORS_HAVE_EVERY_RIGHT(
      "Gives administrators every right on every connection.",
      assertion(
          "AccessRightsTest.an_administrator_has_on_a_connection_what_its_list_says",
          "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::administratorsHaveEveryRight),
  ADMINISTRATORS_KEEP_COLLECTION_RIGHTS(
      "Gives administrators every right on the collection, whatever its list says.",
      assertion(
          "AccessRightsTest.an_administrator_may_always_manage_access_to_the_collection_and_no_more",
          "expected: \"ManageAccessControl\" but was:"
              + " \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::administratorsKeepCollectionRights),
  REMEMBERS_RIGHTS(
      "Allows a request for ever that was allowed once.",
      status("AccessRightsTest.what_an_entry_gave_is_gone_with_the_entry", "[403]", 200),
      AuthorizationFaults::remembersRights),
  CHECKS_NO_RIGHTS_IN_V2_PREVIEW(
      "Checks no rights under v2-preview.",
      status(
          "RightsTableTest.a_client_may_do_what_entries_for_it_say",
          "[403]",
          200,
          "/api/v2-preview/"),
      AuthorizationFaults::checksNoRightsInV2Preview),
  FORBIDS_MISSING_CONNECTIONS(
      "Returns 403 for a missing connection to a caller without rights.",
      status(
          "AccessRightsTest.who_may_do_nothing_with_what_is_there_finds_what_is_not_there_missing",
          "[404]",
          403),
      AuthorizationFaults::forbidsMissingConnections),
  RETURNS_EMPTY_LIST_WHEN_FORBIDDEN(
      "Returns an empty list to a caller who may not list connections.",
      status(
          "RightsTableTest.a_client_may_do_what_entries_for_it_say",
          "[403]",
          200,
          "{\"Results\":[]}"),
      AuthorizationFaults::returnsEmptyListWhenForbidden),

  // ---------------------------------------------------------------------------------------- Owners

  DISCARDS_NEW_OWNER(
      "Acknowledges a new owner but keeps the old one.",
      assertion(
          "AccessRightsTest.the_creator_is_the_owner_until_another_one_is",
          "expected: \"Read,Write\" but was: \"Read,Write,Delete,ManageAccessControl,Share\""),
      OwnerFaults::discardsNewOwner),
  CONCURRENT_UPDATE_RESTORES_OWNER(
      "Restores the old owner when another update is concurrent.",
      assertion(
          "LifecycleTest.a_new_owner_is_kept_with_what_is_changed_at_once",
          "expected: {\"Type\":1,\"ObjectId\":\"owner-",
          "but was: {\"Type\":"),
      OwnerFaults::concurrentUpdateRestoresOwner),
  LIST_UPDATE_CHANGES_OWNER(
      "Makes whoever updates the list of a connection its owner.",
      assertion(
          "LifecycleTest.an_update_of_a_list_or_an_owner_changes_nothing_else",
          "\"ObjectId\":\"someone\"",
          "but was: {\"Type\":2,\"ObjectId\":\"administrator\""),
      OwnerFaults::listUpdateChangesOwner),
  CREATOR_IS_NOT_OWNER(
      "Does not make the creator of a connection its owner.",
      assertion(
          "AccessRightsTest.the_creator_is_the_owner_until_another_one_is",
          "expected: 2 but was: 1"),
      OwnerFaults::creatorIsNotOwner),
  OWNER_HAS_ONLY_LISTED_RIGHTS(
      "Gives an owner only the rights that the list allows.",
      assertion(
          "AccessRightsTest.the_owner_has_every_right_whatever_the_list_says",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      OwnerFaults::ownerHasOnlyListedRights),
  OWNER_CASE_INSENSITIVE(
      "Compares the identifier of an owner case-insensitively.",
      assertion(
              "AccessRightsTest.an_owner_is_one_identity_exactly",
              "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\"")
          .withInput("an owner with the ObjectId in upper case"),
      OwnerFaults::matchesOwnerCaseInsensitively),
  IGNORES_OWNER_TYPE(
      "Takes a user who owns a connection for the client of the same name.",
      assertion(
              "AccessRightsTest.an_owner_is_one_identity_exactly",
              "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\"")
          .withInput("an owner of the other Type"),
      OwnerFaults::ignoresOwnerType),
  OWNER_WITHOUT_TENANT_HAS_NO_RIGHTS(
      "Gives no rights to an owner whose TenantId is omitted.",
      assertion(
          "AccessRightsTest.an_owner_without_a_tenant_is_of_the_tenant_of_the_address",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      OwnerFaults::ownerWithoutTenantHasNoRights),

  // ------------------ Faults that only a test with control over clock, data or namespaces can show

  TOKENS_NEVER_EXPIRE(
      "Accepts an expired token.",
      serviceTest("IssuedTokensTest.a_token_counts_until_it_expires", "[401]", "=> 200"),
      () -> Fault.inTokenClock(clock -> Clock.fixed(clock.instant(), clock.getZone()))),
  SHARES_CONNECTIONS_BETWEEN_NAMESPACES(
      "Shows the connections of one namespace in another.",
      serviceTest("NamespacesTest.namespaces_have_nothing_in_common", "[404]", "=> 200"),
      NamespaceFaults::sharesConnectionsBetweenNamespaces),
  BECOMES_ACTIVE_IMMEDIATELY(
      "Makes connections Active before the provisioning delay has passed.",
      serviceTest(
          "LifecycleStepsTest.each_step_takes_its_time",
          "expected: \"Creating\" but was: \"Active\""),
      LifecycleFaults::becomesActiveImmediately),
  DELETES_IMMEDIATELY(
      "Deletes connections before the deletion delay has passed.",
      serviceTest(
          "LifecycleStepsTest.what_is_being_created_can_be_read_updated_and_deleted",
          "[200]",
          "=> 404"),
      LifecycleFaults::deletesImmediately),
  LOSES_DATA_ON_RESTART(
      "Loses acknowledged changes when it restarts.",
      serviceTest("RestartTest.what_is_active_is_whole_after_a_restart", "[200]", "=> 404"),
      LifecycleFaults::losesDataOnRestart);

  private final String sentence;
  private final Reason reason;
  private final Supplier<Fault> fault;

  FaultyServer(String sentence, Reason reason, Supplier<Fault> fault) {
    this.sentence = sentence;
    this.reason = reason;
    this.fault = fault;
  }

  /** Returns what the server does wrong. */
  String sentence() {
    return sentence;
  }

  /** Returns how the server is caught. */
  Reason reason() {
    return reason;
  }

  /** Returns a new fault, with state of its own. */
  Fault fault() {
    return fault.get();
  }
}
