package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.Reason.assertion;
import static io.omfconnections.contract.faulty.Reason.rule;
import static io.omfconnections.contract.faulty.Reason.serviceTest;
import static io.omfconnections.contract.faulty.Reason.status;

import io.omfconnections.contract.check.rules.Rule;
import io.omfconnections.contract.kit.KitFixture;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The faulty servers: what each does wrong, and the test and the rule or assertion that detect it.
 *
 * <p>Many break more than one test. Each constant names the test that is written for the fault.
 * Long because it is a table.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // the suppliers are stateless; each fault has its own state
enum FaultyServer {

  // ---------------------------------------------------------------------- Status codes and methods

  RETURNS_200_INSTEAD_OF_202(
      "Returns 200 where 202 is documented.",
      rule(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          Rule.DOCUMENTED_STATUS,
          "=> 200"),
      () -> StatusAndHeaderFaults.status(202, 200)),
  RETURNS_404_INSTEAD_OF_403(
      "Returns 404 to a caller without the right.",
      status("RightsFromEntriesTest.creator_is_owner_until_ownership_is_transferred", "[403]", 404),
      () -> StatusAndHeaderFaults.status(403, 404)),
  RETURNS_400_INSTEAD_OF_415(
      "Returns 400 for an unsupported media type.",
      status("MediaTypesTest.missing_or_unsupported_media_type_is_415", "[415]", 400),
      () -> StatusAndHeaderFaults.status(415, 400)),
  SUPPORTS_HEAD(
      "Handles HEAD as GET, without the body.",
      rule("PathsTest.undocumented_method_is_405", Rule.UNKNOWN_METHOD, "HEAD /api", "=> 200"),
      StatusAndHeaderFaults::supportsHead),
  ACCEPTS_CORS_PREFLIGHT(
      "Returns 204 to CORS preflight requests.",
      rule("PathsTest.cors_preflight_request_is_405", Rule.UNKNOWN_METHOD, "=> 204"),
      StatusAndHeaderFaults::acceptsPreflight),
  RETURNS_406_FOR_HTML(
      "Returns 406 when Accept names HTML.",
      rule(
          "HeadersAndQueriesTest.json_is_returned_even_if_accept_excludes_it",
          Rule.DOCUMENTED_STATUS,
          "=> 406"),
      StatusAndHeaderFaults::honoursAccept),
  RETURNS_304(
      "Returns 304 to requests with If-None-Match.",
      rule(
          "HeadersAndQueriesTest.undocumented_header_fields_are_ignored",
          Rule.DOCUMENTED_STATUS,
          "=> 304"),
      StatusAndHeaderFaults::honoursIfNoneMatch),

  // --------------------------------------------------------------------------------- Header fields

  OMITS_OPERATION_ID(
      "Omits Operation-Id from 404 responses.",
      rule(
          "LifecycleTest.deleted_connection_is_404_for_every_operation",
          Rule.REQUIRED_HEADER,
          "Operation-Id"),
      () -> StatusAndHeaderFaults.withoutHeader(404, "Operation-Id")),
  CONSTANT_OPERATION_ID(
      "Uses the same Operation-Id for every response.",
      rule("LifecycleTest.connection_ids_are_unique", Rule.OPERATION_ID_UNIQUE),
      StatusAndHeaderFaults::constantOperationId),
  ECHOES_OPERATION_ID(
      "Takes the Operation-Id from the request.",
      rule(
          "HeadersAndQueriesTest.undocumented_header_fields_are_ignored", Rule.OPERATION_ID_UNIQUE),
      StatusAndHeaderFaults::echoesOperationId),
  CHALLENGES_WITH_BASIC(
      "Challenges callers without a token to use Basic authentication.",
      rule(
          "AuthenticationTest.invalid_token_is_401_and_challenge_has_error_code",
          Rule.CHALLENGE,
          "Basic realm"),
      () -> StatusAndHeaderFaults.header(401, "WWW-Authenticate", "Basic realm=\"x\"")),
  OMITS_CHALLENGE(
      "Omits WWW-Authenticate from 401 responses.",
      rule(
          "AuthenticationTest.malformed_authorization_is_401",
          Rule.REQUIRED_HEADER,
          "WWW-Authenticate"),
      () -> StatusAndHeaderFaults.withoutHeader(401, "WWW-Authenticate")),
  OMITS_ALLOW(
      "Omits Allow from 405 responses.",
      rule("PathsTest.undocumented_method_is_405", Rule.UNKNOWN_METHOD, "Found: Allow []"),
      () -> StatusAndHeaderFaults.withoutHeader(405, "Allow")),
  CONTENT_TYPE_WITH_CHARSET(
      "Adds a charset to Content-Type.",
      rule(
          "LifecycleTest.connection_always_has_all_properties", Rule.CONTENT_TYPE, "charset=utf-8"),
      () -> StatusAndHeaderFaults.header(200, "Content-Type", "application/json; charset=utf-8")),
  REJECTS_MEDIA_TYPE_PARAMETERS(
      "Rejects application/json with a charset.",
      rule(
          "MediaTypesTest.json_media_type_is_case_insensitive_and_may_have_parameters",
          Rule.MEDIA_TYPE_REJECTED),
      StatusAndHeaderFaults::rejectsMediaTypeParameters),
  REJECTS_MEDIA_TYPE_PARAMETERS_OF_PUT(
      "Rejects application/json with a charset in PUT requests.",
      rule(
          "MediaTypesTest.every_operation_accepts_json_in_upper_case_or_with_charset",
          Rule.MEDIA_TYPE_REJECTED,
          "PUT /api"),
      StatusAndHeaderFaults::rejectsMediaTypeParametersOfPut),
  IGNORES_CONTENT_ENCODING(
      "Accepts a body that is declared as compressed but is not.",
      rule("MediaTypesTest.content_encoding_is_415", Rule.REQUEST_MEDIA_TYPE, "Content-Encoding"),
      StatusAndHeaderFaults::ignoresContentEncoding),
  HEADER_NAMES_CASE_SENSITIVE(
      "Matches the names of header fields case-sensitively.",
      status("HeadersAndQueriesTest.header_field_names_are_case_insensitive", "[202]", 401),
      StatusAndHeaderFaults::matchesHeaderNamesCaseSensitively),
  IGNORES_REQUEST_TIMEOUT(
      "Ignores Request-Timeout.",
      status("RequestTimeoutTest.timed_out_create_is_408_and_creates_nothing", "[408]", 202),
      StatusAndHeaderFaults::ignoresRequestTimeout),
  CARRIES_OUT_TIMED_OUT_REQUESTS(
      "Returns 408 but carries out the request.",
      assertion(
          "RequestTimeoutTest.timed_out_create_is_408_and_creates_nothing",
          "could not find the following element"),
      StatusAndHeaderFaults::carriesOutTimedOutRequests),
  APPLIES_ZERO_TIMEOUT_TO_DELETIONS(
      "Applies a Request-Timeout of zero to deletions, which must ignore it.",
      status("NoUndocumentedLimitsTest.delete_ignores_invalid_request_timeout", "[202]", 408),
      StatusAndHeaderFaults::appliesZeroTimeoutToDeletions),

  // ---------------------------------------------------------------------------------------- Tokens

  REJECTS_FORM_MEDIA_TYPE_PARAMETERS(
      "Rejects a form whose media type has a charset.",
      status(
          "TokenEndpointTest.form_media_type_is_case_insensitive_and_may_have_charset",
          "[200]",
          400),
      TokenFaults::rejectsFormMediaTypeParameters),
  REJECTS_UNKNOWN_FORM_FIELDS(
      "Rejects a form with an unknown field.",
      status(
          "TokenEndpointTest.unknown_or_empty_form_fields_are_ignored",
          "[200]",
          400,
          "x_unknown=1"),
      TokenFaults::rejectsUnknownFields),
  REJECTS_EMPTY_SCOPE(
      "Rejects a form with an empty scope.",
      status("TokenEndpointTest.unknown_or_empty_form_fields_are_ignored", "[200]", 400, "scope="),
      TokenFaults::rejectsEmptyScope),
  GRANT_TYPE_CASE_INSENSITIVE(
      "Matches the grant type case-insensitively.",
      status(
          "TokenEndpointTest.unknown_grant_type_is_unsupported_grant_type",
          "[400]",
          200,
          "CLIENT_CREDENTIALS"),
      TokenFaults::matchesGrantTypeCaseInsensitively),
  SAME_ERROR_FOR_EVERY_BAD_TOKEN_REQUEST(
      "Returns invalid_request for an unknown grant type.",
      assertion(
          "TokenEndpointTest.unknown_grant_type_is_unsupported_grant_type",
          "expected: \"unsupported_grant_type\" but was: \"invalid_request\""),
      TokenFaults::sameErrorForEveryBadRequest),
  SECRET_CASE_INSENSITIVE(
      "Compares secrets case-insensitively.",
      status(
          "TokenEndpointTest.wrong_client_or_secret_is_invalid_client",
          "[401, 400]",
          200,
          "> secret in other case"),
      TokenFaults::matchesSecretCaseInsensitively),
  CLIENT_CASE_INSENSITIVE(
      "Matches the client identifier of a token request case-insensitively.",
      status(
          "TokenEndpointTest.wrong_client_or_secret_is_invalid_client",
          "[401, 400]",
          200,
          "client_id=C1A5D0E2-"),
      TokenFaults::matchesClientCaseInsensitively),
  STRIPS_SECRET(
      "Ignores whitespace around a secret.",
      status(
          "TokenEndpointTest.wrong_client_or_secret_is_invalid_client",
          "[401, 400]",
          200,
          "> secret after a space"),
      TokenFaults::stripsSecret),
  DOES_NOT_DECODE_FORMS(
      "Does not decode percent-encoded forms.",
      status("TokenEndpointTest.percent_encoded_form_is_decoded", "[200]", 400),
      TokenFaults::doesNotDecodeForms),
  READS_CREDENTIALS_FROM_QUERY(
      "Accepts credentials in the query string.",
      assertion(
          "TokenEndpointTest.client_id_in_query_is_rejected", "200 to be between: [400, 499]"),
      TokenFaults::readsQueryString),
  BASIC_SCHEME_CASE_SENSITIVE(
      "Matches the authentication scheme Basic case-sensitively.",
      status("TokenEndpointTest.basic_authentication_is_accepted", "[200]", 401),
      TokenFaults::matchesSchemeCaseSensitively),
  DECLARES_TOKEN_RESPONSES_AS_TEXT(
      "Declares token responses and the discovery document as text/plain.",
      assertion(
          "TokenEndpointTest.discovery_tokens_and_errors_have_json_media_type", "\"text/plain\""),
      TokenFaults::declaresText),
  PUBLISHES_OTHER_KEY(
      "Omits the key that signs tokens from the key set.",
      assertion(
          "TokenEndpointTest.token_is_jwt_with_published_key_and_announced_lifetime",
          "[\"another key\"]"),
      TokenFaults::publishesOtherKey),
  ISSUES_OPAQUE_TOKENS(
      "Issues tokens that are not JWTs.",
      assertion(
          "TokenEndpointTest.token_is_jwt_with_published_key_and_announced_lifetime",
          "1 to be in: [3, 5]"),
      TokenFaults::issuesOpaqueTokens),
  ISSUES_TOKENS_OF_ONE_MINUTE(
      "Issues tokens that expire long before expires_in says.",
      assertion(
          "TokenEndpointTest.token_is_jwt_with_published_key_and_announced_lifetime",
          "to be greater than or equal to: 35"),
      TokenFaults::issuesTokensOfOneMinute),
  EXPIRES_IN_MILLISECONDS(
      "Returns expires_in in milliseconds.",
      assertion(
          "TokenEndpointTest.client_gets_bearer_token_and_its_lifetime_in_seconds",
          "3600000L to be between: [60L, 3600L]"),
      TokenFaults::expiresInMilliseconds),
  IGNORES_SIGNATURE(
      "Accepts a token whose signature is wrong.",
      status("AuthenticationTest.tampered_token_is_401", "[401]", 200),
      AuthorizationFaults::ignoresSignature),

  // ----------------------------------------------------------------------------------------- Paths

  REJECTS_TRAILING_SLASH(
      "Returns 404 for a path with a trailing slash.",
      assertion(
          "PathsTest.paths_are_case_insensitive_and_may_end_with_slash",
          "404 to be less than: 300",
          "v1 as documented, with trailing slash"),
      PathFaults::rejectsTrailingSlash),
  FIXED_SEGMENTS_CASE_SENSITIVE(
      "Matches the fixed segments of paths case-sensitively.",
      assertion(
          "PathsTest.paths_are_case_insensitive_and_may_end_with_slash",
          "404 to be less than: 300",
          "v1 capitalized as by existing clients"),
      PathFaults::matchesFixedSegmentsCaseSensitively),
  SUPPORTS_V1_ONLY(
      "Returns 404 for v2-preview.",
      status(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          "[202]",
          404,
          "POST /api/v2-preview/"),
      PathFaults::supportsV1Only),
  IGNORES_EXTRA_SEGMENTS(
      "Ignores unknown segments after the path of a connection.",
      rule("PathsTest.unknown_path_below_existing_connection_is_404", Rule.UNKNOWN_PATH, "=> 200"),
      PathFaults::ignoresExtraSegments),
  TENANT_CASE_INSENSITIVE(
      "Matches the tenant in a path case-insensitively.",
      status("PathsTest.every_operation_matches_ids_exactly", "[403]", 200),
      PathFaults::matchesTenantCaseInsensitively),
  CONNECTION_CASE_INSENSITIVE(
      "Matches the connection case-insensitively in the paths of its owner and access control"
          + " list.",
      status("PathsTest.every_operation_matches_ids_exactly", "[404]", 200),
      PathFaults::matchesConnectionCaseInsensitively),
  HONOURS_PAGING(
      "Lists one connection when the query string says count=1.",
      assertion(
          "HeadersAndQueriesTest.paging_parameters_in_query_are_ignored",
          "could not find the following element"),
      PathFaults::honoursPaging),
  DOES_NOT_DECODE_NAMESPACES(
      "Does not decode percent-encoded namespaces.",
      status("PathsTest.percent_encoded_tenant_or_namespace_is_decoded", "[200]", 404),
      PathFaults::doesNotDecodeNamespaces),
  REJECTS_LONG_IDENTIFIERS(
      "Returns 400 for an unknown identifier of more than 255 characters.",
      rule(
          "PathsTest.unknown_connection_id_of_any_characters_or_length_is_404",
          Rule.DOCUMENTED_STATUS,
          "=> 400"),
      PathFaults::rejectsLongIdentifiers),
  DOES_NOT_ESCAPE_IDENTIFIERS(
      "Writes malformed JSON when an identifier contains a quotation mark.",
      rule("PathsTest.unknown_connection_id_of_any_characters_or_length_is_404", Rule.STRICT_JSON),
      ErrorBodyFaults::doesNotEscapeIdentifiers),
  IGNORES_TENANT(
      "Accepts a token of one tenant for the paths of another.",
      status("ErrorStatusesTest.every_operation_returns_its_documented_4xx_statuses", "[403]", 200),
      AuthorizationFaults::ignoresTenant),
  CHECKS_NAMESPACE_BEFORE_TENANT(
      "Returns 404 instead of 403 for an unknown namespace of another tenant.",
      status("ErrorStatusesTest.foreign_tenant_is_403_even_if_namespace_is_unknown", "[403]", 404),
      AuthorizationFaults::checksNamespaceBeforeTenant),

  // -------------------------------------------------------------------------------- Request bodies

  ACCEPTS_LONG_NAME(
      "Accepts a Name of 201 characters.",
      rule("SchemaValidationTest.length_limits_count_code_points", Rule.REQUEST_SCHEMA, "/Name"),
      RequestBodyFaults::acceptsLongName),
  COUNTS_UTF16_CODE_UNITS(
      "Counts a character outside the Basic Multilingual Plane as two.",
      status("SchemaValidationTest.length_limits_count_code_points", "[202]", 400),
      RequestBodyFaults::countsUtf16CodeUnits),
  REJECTS_UNKNOWN_PROPERTIES(
      "Rejects properties that the schema does not name.",
      status("SchemaValidationTest.unknown_and_read_only_properties_are_ignored", "[202]", 400),
      RequestBodyFaults::rejectsUnknownProperties),
  ACCEPTS_DUPLICATE_PROPERTIES(
      "Accepts a body with a duplicate property.",
      rule(
          "MalformedBodiesTest.malformed_body_is_400_and_changes_nothing",
          Rule.REQUEST_JSON,
          "Duplicate"),
      RequestBodyFaults::acceptsDuplicateProperties),
  ACCEPTS_MALFORMED_UTF8(
      "Accepts a body that is not UTF-8.",
      rule(
          "MalformedBodiesTest.malformed_body_is_400_and_changes_nothing",
          Rule.REQUEST_JSON,
          "not UTF-8"),
      RequestBodyFaults::acceptsMalformedUtf8),
  COERCES_INTEGERS(
      "Coerces 1.0 and \"1\" to 1.",
      rule(
          "RightsFromEntriesTest.invalid_owner_is_400_and_owner_is_unchanged",
          Rule.REQUEST_SCHEMA,
          "/Type"),
      RequestBodyFaults::coercesIntegers),
  KEEPS_OMITTED_ENTRIES(
      "Keeps the entries of an access control list when an update omits them.",
      assertion(
          "RoundTripTest.absent_or_null_entries_clear_access_control_list",
          "Expecting empty but was"),
      RequestBodyFaults::keepsOmittedEntries),
  NORMALIZES_TRUSTEES(
      "Normalizes the identifiers of trustees to NFC.",
      assertion(
          "RoundTripTest.access_control_list_and_owner_are_returned_unchanged",
          "\"\u00e9 is not \u00e9\""),
      RequestBodyFaults::normalizesTrustees),
  TAKES_CREATED_DATE_FROM_BODY(
      "Takes CreatedDate from the request body.",
      assertion(
          "LifecycleTest.state_and_created_date_in_body_are_ignored",
          "\"2001-02-03T04:05:06.7890123Z\" not to start with"),
      RequestBodyFaults::takesCreatedDateFromBody),
  ACCEPTS_EMPTY_OWNER_TENANT(
      "Accepts an owner whose TenantId is empty.",
      status(
          "RightsFromEntriesTest.invalid_owner_is_400_and_owner_is_unchanged",
          "[400]",
          200,
          "\"TenantId\":\"\""),
      OwnerFaults::acceptsEmptyOwnerTenant),

  // -------------------------------------------------------------------------------- Stored content

  REPLACES_SUPPLEMENTARY_CHARACTERS(
      "Returns characters outside the Basic Multilingual Plane as question marks.",
      assertion("SchemaValidationTest.length_limits_count_code_points", "but was: \"????"),
      ContentFaults::replacesSupplementaryCharacters),
  SORTS_CLIENT_IDS(
      "Returns ClientIds in alphabetical order.",
      assertion("ClientIdsTest.client_order_is_preserved", "expected: [\"client-"),
      ContentFaults::sortsClientIds),
  CONVERTS_LINE_ENDS(
      "Returns CRLF line ends as LF.",
      assertion("RoundTripTest.any_text_is_returned_unchanged", "two lines"),
      ContentFaults::convertsLineEnds),
  ESCAPES_UPDATED_NAME(
      "Escapes HTML in the Name of an update.",
      assertion("RoundTripTest.any_text_is_returned_unchanged", "&lt;b>"),
      ContentFaults::escapesUpdatedName),
  STRIPS_UPDATED_NAME(
      "Strips whitespace from the Name of an update.",
      assertion("RoundTripTest.any_text_is_returned_unchanged", "but was: \"\""),
      ContentFaults::stripsUpdatedName),
  DISCARDS_NEW_NAME(
      "Acknowledges a new Name but keeps the old one.",
      assertion(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          "\"Name\":\"m\"",
          "\"Name\":\"n\",\"State\":\"Active\",\"Description\":null"),
      ContentFaults::discardsNewName),
  DISCARDS_NEW_DESCRIPTION(
      "Acknowledges a new Description but keeps the old one.",
      assertion(
          "LifecycleTest.update_replaces_description",
          "\"Description\":\"after\"",
          "\"Description\":\"before\""),
      ContentFaults::discardsNewDescription),
  KEEPS_OMITTED_DESCRIPTION(
      "Keeps the Description when an update omits it.",
      assertion(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          "\"Name\":\"m\",\"State\":\"Active\",\"Description\":\"d\""),
      ContentFaults::keepsOmittedDescription),
  TRUNCATES_LONG_UPDATES(
      "Stores only a thousand elements of an update with ten thousand.",
      assertion(
          "NoUndocumentedLimitsTest.access_control_list_may_have_10001_entries",
          "Expected size: 10001 but was: 1000"),
      ContentFaults::truncatesLongUpdates),
  LOSES_CONCURRENT_UPDATES(
      "Acknowledges two concurrent updates but keeps one.",
      assertion(
          "LifecycleTest.concurrent_updates_of_connection_and_list_are_both_stored", "but was:"),
      ContentFaults::losesConcurrentUpdates),

  // -------------------------------------------------------------------------- Successful responses

  ENUMERATIONS_AS_STRINGS(
      "Writes the Type of a trustee as a string.",
      rule("LifecycleTest.update_of_list_or_owner_changes_nothing_else", Rule.BODY_SCHEMA, "/Type"),
      ResponseBodyFaults::enumerationsAsStrings),
  DATES_WITH_SIX_DIGITS(
      "Writes CreatedDate with six fractional digits.",
      rule("CreatedDateTest.created_date_is_time_of_creation", Rule.CREATED_DATE),
      ResponseBodyFaults::datesWithSixDigits),
  DATES_WITHOUT_TRAILING_ZEROS(
      "Omits trailing zeros from CreatedDate, which only some dates have.",
      rule("ListConnectionsTest.long_list_is_complete_and_has_no_duplicates", Rule.CREATED_DATE),
      ResponseBodyFaults::datesWithoutTrailingZeros),
  DATES_TWO_SECONDS_LATE(
      "Shows each CreatedDate two seconds late.",
      assertion("CreatedDateTest.created_date_agrees_with_clock_of_server", "to be between"),
      ResponseBodyFaults::datesTwoSecondsLate),
  SHOWS_DENIED_AS_ALLOWED(
      "Shows entries that deny as entries that allow.",
      assertion(
          "RoundTripTest.access_control_list_and_owner_are_returned_unchanged",
          "\"TenantId\":\"00000000-0000-4000-8000-000000000000\"},\"AccessType\":0"),
      ResponseBodyFaults::deniedAsAllowed),
  OMITS_TENANTS(
      "Omits the tenants of trustees in access control lists.",
      assertion(
          "RoundTripTest.access_control_list_and_owner_are_returned_unchanged",
          "\"TenantId\":null},\"AccessType\":1"),
      ResponseBodyFaults::omitsTenants),
  LISTS_OLD_NAMES(
      "Lists each connection with the Name it had when first listed.",
      assertion("ListConnectionsTest.list_shows_connection_as_updated", "to contain exactly"),
      ResponseBodyFaults::listsOldNames),
  TRUNCATES_LISTED_CLIENT_IDS(
      "Lists at most a hundred ClientIds of a connection.",
      assertion("ListConnectionsTest.list_shows_all_clients_of_connection", "to contain exactly"),
      ResponseBodyFaults::truncatesListedClientIds),
  LISTS_FIRST_PAGE_ONLY(
      "Ends the list of connections after its first page.",
      assertion(
          "ListConnectionsTest.long_list_is_complete_and_has_no_duplicates",
          "could not find the following element"),
      LifecycleFaults::listsFirstPageOnly),
  ADDS_UNDOCUMENTED_PROPERTY(
      "Adds a property to owners that the schema does not name.",
      rule(
          "LifecycleTest.update_of_list_or_owner_changes_nothing_else", Rule.UNDOCUMENTED_PROPERTY),
      ResponseBodyFaults::addsUndocumentedProperty),
  SORTS_ACCESS_RIGHTS(
      "Lists access rights in alphabetical order.",
      assertion(
          "RightsFromEntriesTest.access_rights_are_listed_by_name_in_bit_order",
          "expected: \"Read,Delete\" but was: \"Delete,Read\""),
      ResponseBodyFaults::sortsAccessRights),

  // ---------------------------------------------------------------------------------- Error bodies

  OMITS_PARAMETERS(
      "Omits Parameters from error bodies.",
      rule(
          "LifecycleTest.deleted_connection_is_404_for_every_operation",
          Rule.ERROR_PROPERTIES,
          "Parameters"),
      () -> ErrorBodyFaults.withoutProperty("Parameters")),
  UNSPECIFIC_PARAMETERS_OF_400(
      "Does not name the invalid property in 400 responses.",
      assertion(
          "RightsFromEntriesTest.invalid_owner_is_400_and_owner_is_unchanged",
          "\"Parameters\":{\"request\":\"is wrong\"}"),
      () -> ErrorBodyFaults.unspecificParameters(400)),
  UNSPECIFIC_PARAMETERS_OF_404(
      "Does not name the unknown identifier in 404 responses.",
      assertion(
          "ErrorStatusesTest.every_operation_returns_its_documented_4xx_statuses",
          "\"Parameters\":{\"request\":\"is wrong\"}"),
      () -> ErrorBodyFaults.unspecificParameters(404)),
  NAMES_FIRST_INVALID_PROPERTY(
      "Names only the first of several invalid properties of an update.",
      assertion(
          "SchemaValidationTest.all_invalid_properties_of_update_list_or_owner_are_named",
          "\"Parameters\":{\"ClientIds\":"),
      ErrorBodyFaults::namesFirstInvalidProperty),
  NAMES_VALID_PROPERTIES(
      "Names valid properties as invalid.",
      assertion(
          "SchemaValidationTest.valid_properties_are_not_named", "some elements were not expected"),
      ErrorBodyFaults::namesValidProperties),
  SAME_TEXT_FOR_EVERY_ERROR(
      "Uses the same text for every error.",
      assertion(
          "ErrorStatusesTest.error_and_reason_differ_between_kinds_of_error",
          "1L to be greater than: 1L"),
      ErrorBodyFaults::sameTextForEveryError),
  SHOWS_INTERNALS(
      "Names an exception and a source file in error bodies.",
      rule("LifecycleTest.deleted_connection_is_404_for_every_operation", Rule.INTERNALS_EXPOSED),
      ErrorBodyFaults::showsInternals),
  ECHOES_TOKEN(
      "Repeats the bearer token in 403 responses.",
      rule(
          "RightsFromEntriesTest.creator_is_owner_until_ownership_is_transferred",
          Rule.TOKEN_EXPOSED),
      ErrorBodyFaults::echoesToken),

  // ------------------------------------------------------------------------------------- Lifecycle

  NEVER_BECOMES_ACTIVE(
      "Keeps connections in the state Creating.",
      assertion(
          "LifecycleTest.connection_always_has_all_properties", "Active", "\"State\":\"Creating\""),
      LifecycleFaults::neverBecomesActive),
  UPDATE_CHANGES_CREATED_DATE(
      "Changes CreatedDate with each update.",
      assertion(
          "LifecycleTest.state_and_created_date_in_body_are_ignored",
          "expected: \"20",
          "but was: \"20"),
      LifecycleFaults::updateChangesCreatedDate),
  FIRST_READ_IS_STALE(
      "Returns the old state to the first read after an update.",
      assertion(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          "\"Name\":\"n\",\"State\":\"Active\",\"Description\":\"d\""),
      LifecycleFaults::firstReadIsStale),
  REUSES_IDENTIFIERS(
      "Gives a new connection the identifier of a deleted one.",
      assertion(
          "LifecycleTest.deleted_connection_is_404_for_every_operation", "not to be equal to"),
      IdentifierReuseFault::reusesIdentifiers),
  LISTS_DELETED_CONNECTIONS(
      "Lists deleted connections for a while.",
      assertion(
          "LifecycleTest.connection_is_created_updated_and_deleted",
          "Expecting value to be false but was true"),
      LifecycleFaults::listsDeletedConnections),
  UPDATE_REVERTS_DELETION(
      "Makes a Deleting connection Active when it is updated.",
      status("LifecycleTest.update_after_delete_is_rejected", "[400, 404]", 200),
      LifecycleFaults::updateRevertsDeletion),
  LIST_UPDATE_REVERTS_DELETION(
      "Makes a Deleting connection Active when its access control list is updated.",
      assertion(
          "LifecycleTest.deleting_connection_stays_visible_and_keeps_its_clients",
          "was not deleted"),
      LifecycleFaults::listUpdateRevertsDeletion),
  CONCURRENT_UPDATE_REVERTS_DELETION(
      "Loses a deletion to a concurrent update.",
      status("LifecycleTest.concurrent_update_does_not_undo_deletion", "[400]", 200),
      LifecycleFaults::concurrentUpdateRevertsDeletion),
  HIDES_DELETING_FROM_CHANGES(
      "Shows a Deleting connection, but returns 404 to its deletion or update.",
      status("LifecycleTest.concurrent_update_does_not_undo_deletion", "[404]", 200),
      LifecycleFaults::hidesDeletingFromChanges),
  SHOWS_DELETING_AS_ACTIVE(
      "Shows a Deleting connection as Active.",
      assertion(
          "LifecycleTest.deleting_connection_stays_visible_and_keeps_its_clients",
          "\"State\":\"Active\""),
      LifecycleFaults::showsDeletingAsActive),
  OMITS_DELETING_FROM_LIST(
      "Omits Deleting connections from the list.",
      assertion(
          "LifecycleTest.deleting_connection_stays_visible_and_keeps_its_clients",
          "not listed, but found",
          "=> 200"),
      LifecycleFaults::omitsDeletingFromList),

  // ---------------------------------------------------------------------------- Client identifiers

  ACCEPTS_SHARED_CLIENT_IDS(
      "Assigns a client to two connections of a namespace.",
      status(
          "ClientIdsTest.create_with_client_of_another_connection_is_400_and_names_it",
          "[400]",
          202),
      ClientIdFaults::acceptsSharedClientIds),
  ACCEPTS_CLIENT_IDS_SHARED_CONCURRENTLY(
      "Assigns a client to two connections that are created concurrently.",
      assertion(
          "ClientIdsTest.only_one_of_many_concurrent_creates_gets_the_client",
          "Expected size: 1 but was: "),
      ClientIdFaults::acceptsClientIdsSharedConcurrently),
  KEEPS_CLIENT_IDS_OF_DELETED(
      "Does not free the clients of a deleted connection.",
      status("LifecycleTest.deleted_connection_is_404_for_every_operation", "[202]", 400),
      ClientIdFaults::keepsClientIdsOfDeleted),
  FREES_CLIENT_IDS_OF_DELETING(
      "Frees the clients of a Deleting connection.",
      assertion(
          "LifecycleTest.deleting_connection_stays_visible_and_keeps_its_clients",
          "found, but another connection has its client",
          "=> 200"),
      ClientIdFaults::freesClientIdsOfDeleting),
  KEEPS_CLIENT_IDS_OF_REJECTED(
      "Does not free the clients of a rejected request.",
      status(
          "ClientIdsTest.create_with_client_of_another_connection_is_400_and_names_it",
          "[202]",
          400),
      ClientIdFaults::keepsClientIdsOfRejected),

  // -------------------------------------------------------------------------- Access control lists

  DISCARDS_NEW_LIST(
      "Acknowledges a new access control list of a connection but keeps the old one.",
      assertion(
          "LifecycleTest.update_of_list_or_owner_changes_nothing_else",
          wasAdministratorsEntry() + "]}"),
      AccessListFaults::discardsNewList),
  DISCARDS_NEW_COLLECTION_LIST(
      "Acknowledges a new access control list of the collection but keeps the old one.",
      assertion(
          "RightsFromEntriesTest.access_rights_are_listed_by_name_in_bit_order",
          "expected: \"Read\" but was: \"\""),
      AccessListFaults::discardsNewCollectionList),
  MERGES_LISTS(
      "Adds the entries of an update to the access control list.",
      assertion(
          "LifecycleTest.update_of_list_or_owner_changes_nothing_else",
          wasAdministratorsEntry() + ",{\"Trustee\":{\"Type\":2"),
      AccessListFaults::mergesLists),
  UPDATE_RESETS_LIST(
      "Resets the access control list of a connection to that of the collection with each update.",
      assertion(
          "LifecycleTest.update_replaces_only_name_description_and_clients",
          wasAdministratorsEntry() + "]}"),
      AccessListFaults::updateResetsList),
  FOLLOWS_COLLECTION_LIST(
      "Applies later changes of the collection's access control list to existing connections.",
      assertion(
          "CollectionAccessControlTest.later_change_of_one_list_does_not_affect_the_other",
          "but was: {\"RoleTrusteeAccessControlEntries\""),
      AccessListFaults::followsCollectionList),
  LISTS_BY_COLLECTION_LIST(
      "Lists connections that the caller may not read.",
      assertion(
          "RightsFromEntriesTest.list_contains_only_connections_that_caller_may_read",
          "not to contain",
          "lists under v1"),
      AccessListFaults::listsByCollectionList),
  LISTS_EVERY_CONNECTION_IN_V2_PREVIEW(
      "Lists connections that the caller may not read, under v2-preview.",
      assertion(
          "RightsFromEntriesTest.list_contains_only_connections_that_caller_may_read",
          "not to contain",
          "lists under v2-preview"),
      AuthorizationFaults::listsEveryConnectionInV2Preview),
  ALLOWED_OVERRIDES_DENIED(
      "Lets an entry that allows override an entry that denies.",
      assertion(
          "RightsFromEntriesTest.rights_denied_by_several_entries_are_all_denied",
          "expected: \"Delete,ManageAccessControl,Share\" but was:"
              + " \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::allowedOverridesDenied),
  APPLIES_LAST_DENIAL_ONLY(
      "Applies only the last of several entries that deny.",
      assertion(
          "RightsFromEntriesTest.rights_denied_by_several_entries_are_all_denied",
          "expected: \"Delete,ManageAccessControl,Share\" but was:"
              + " \"Read,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::appliesLastDenialOnly),
  WRITE_IMPLIES_DELETE(
      "Allows whoever may write a connection to delete it.",
      assertion(
          "RightsFromEntriesTest.access_rights_are_listed_by_name_in_bit_order",
          "expected: \"Write\" but was: \"Write,Delete\""),
      AccessDecisionFaults::writeImpliesDelete),
  APPLIES_DENIED_ENTRY_WITHOUT_TRUSTEE(
      "Applies a Denied entry that has no trustee to every caller.",
      assertion(
          "RightsFromEntriesTest.entry_applies_only_to_exactly_matching_trustee",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      AccessDecisionFaults::appliesDeniedEntryWithoutTrustee),
  EMPTY_TENANT_MATCHES_PATH_TENANT(
      "Treats an empty TenantId in an entry as the tenant in the path.",
      assertion(
          "RightsFromEntriesTest.entry_applies_only_to_exactly_matching_trustee",
          "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"",
          "\"TenantId\":\"\""),
      AccessDecisionFaults::emptyTenantMatchesPathTenant),
  TRUSTEE_TENANT_CASE_INSENSITIVE(
      "Compares the TenantId of an entry case-insensitively.",
      assertion(
          "RightsFromEntriesTest.entry_applies_only_to_exactly_matching_trustee",
          "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"",
          "\"TenantId\":\"" + KitFixture.TENANT.toUpperCase(Locale.ROOT)),
      AccessDecisionFaults::matchesTrusteeTenantCaseInsensitively),
  STRIPS_TRUSTEES(
      "Ignores whitespace around the ObjectId of an entry.",
      assertion(
          "RightsFromEntriesTest.entry_applies_only_to_exactly_matching_trustee",
          "expected: \"\" but was: \"Read,Write,Delete,ManageAccessControl,Share\"",
          "\"ObjectId\":\"" + KitFixture.OPERATOR + " \""),
      AccessDecisionFaults::stripsTrustees),
  ADMINISTRATORS_HAVE_EVERY_RIGHT(
      "Gives administrators every right on every connection.",
      assertion(
          "RightsFromEntriesTest.administrator_has_only_listed_rights_on_connection",
          "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::administratorsHaveEveryRight),
  ADMINISTRATORS_KEEP_COLLECTION_RIGHTS(
      "Gives administrators every right on the collection, whatever its access control list"
          + " contains.",
      assertion(
          "RightsFromEntriesTest.administrator_without_listed_rights_keeps_only_manage_access_control_on_collection",
          "expected: \"ManageAccessControl\" but was:"
              + " \"Read,Write,Delete,ManageAccessControl,Share\""),
      AccessDecisionFaults::administratorsKeepCollectionRights),
  REMEMBERS_RIGHTS(
      "Once a request was allowed, always allows it.",
      status("RightsFromEntriesTest.removing_entry_revokes_its_rights", "[403]", 200),
      AuthorizationFaults::remembersRights),
  CHECKS_NO_RIGHTS_IN_V2_PREVIEW(
      "Checks no rights under v2-preview.",
      status(
          "RequiredRightsTest.operation_requires_its_documented_right",
          "[403]",
          200,
          "/api/v2-preview/"),
      AuthorizationFaults::checksNoRightsInV2Preview),
  FORBIDS_MISSING_CONNECTIONS(
      "Returns 403 for a missing connection to a caller without rights.",
      status("RightsFromEntriesTest.missing_connection_is_404_even_without_rights", "[404]", 403),
      AuthorizationFaults::forbidsMissingConnections),
  RETURNS_EMPTY_LIST_WHEN_FORBIDDEN(
      "Returns an empty list to a caller who may not list connections.",
      status(
          "RequiredRightsTest.operation_requires_its_documented_right",
          "[403]",
          200,
          "{\"Results\":[]}"),
      AuthorizationFaults::returnsEmptyListWhenForbidden),

  // ---------------------------------------------------------------------------------------- Owners

  DISCARDS_NEW_OWNER(
      "Acknowledges a new owner but keeps the old one.",
      assertion(
          "RightsFromEntriesTest.creator_is_owner_until_ownership_is_transferred",
          "expected: \"Read,Write\" but was: \"Read,Write,Delete,ManageAccessControl,Share\""),
      OwnerFaults::discardsNewOwner),
  CONCURRENT_UPDATE_RESTORES_OWNER(
      "Restores the old owner when another update is concurrent.",
      assertion(
          "LifecycleTest.concurrent_updates_of_owner_list_and_connection_are_all_stored",
          "expected: {\"Type\":1,\"ObjectId\":\"owner-",
          "but was: {\"Type\":"),
      OwnerFaults::concurrentUpdateRestoresOwner),
  LIST_UPDATE_CHANGES_OWNER(
      "Makes a caller that updates the access control list of a connection its owner.",
      assertion(
          "LifecycleTest.update_of_list_or_owner_changes_nothing_else",
          "\"ObjectId\":\"someone\"",
          "but was: {\"Type\":2,\"ObjectId\":\"" + KitFixture.ADMINISTRATOR),
      OwnerFaults::listUpdateChangesOwner),
  CREATOR_IS_NOT_OWNER(
      "Does not make the creator of a connection its owner.",
      assertion(
          "RightsFromEntriesTest.creator_is_owner_until_ownership_is_transferred",
          "expected: 2 but was: 1"),
      OwnerFaults::creatorIsNotOwner),
  OWNER_HAS_ONLY_LISTED_RIGHTS(
      "Gives an owner only the rights that the access control list allows.",
      assertion(
          "RightsFromEntriesTest.owner_has_all_rights_even_if_list_denies_them",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      OwnerFaults::ownerHasOnlyListedRights),
  OWNER_CASE_INSENSITIVE(
      "Compares the identifier of an owner case-insensitively.",
      assertion(
          "RightsFromEntriesTest.ownership_applies_only_to_exactly_matching_identity",
          "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\"",
          "owner is {\"Type\":2,\"ObjectId\":\"" + KitFixture.OPERATOR.toUpperCase(Locale.ROOT)),
      OwnerFaults::matchesOwnerCaseInsensitively),
  IGNORES_OWNER_TYPE(
      "Treats a user that is an owner as the client with the same identifier.",
      assertion(
          "RightsFromEntriesTest.ownership_applies_only_to_exactly_matching_identity",
          "Expecting empty but was: \"Read,Write,Delete,ManageAccessControl,Share\"",
          "owner is {\"Type\":1,\"ObjectId\":\"" + KitFixture.OPERATOR),
      OwnerFaults::ignoresOwnerType),
  OWNER_WITHOUT_TENANT_HAS_NO_RIGHTS(
      "Gives no rights to an owner whose TenantId is omitted.",
      assertion(
          "RightsFromEntriesTest.owner_without_tenant_belongs_to_tenant_in_path",
          "expected: \"Read,Write,Delete,ManageAccessControl,Share\" but was: \"\""),
      OwnerFaults::ownerWithoutTenantHasNoRights),

  // ------------------ Faults that only a test with control over clock, data or namespaces can show

  TOKENS_NEVER_EXPIRE(
      "Accepts an expired token.",
      serviceTest("IssuedTokensTest.token_is_accepted_until_it_expires", "[401]", "=> 200"),
      () -> Fault.inTokenClock(clock -> Clock.fixed(clock.instant(), clock.getZone()))),
  SHARES_CONNECTIONS_BETWEEN_NAMESPACES(
      "Shows the connections of one namespace in another.",
      serviceTest("NamespacesTest.namespaces_of_a_tenant_are_isolated", "[404]", "=> 200"),
      NamespaceFaults::sharesConnectionsBetweenNamespaces),
  BECOMES_ACTIVE_IMMEDIATELY(
      "Makes connections Active before the provisioning delay has passed.",
      serviceTest(
          "LifecycleDelaysTest.creation_and_deletion_take_the_configured_time",
          "expected: \"Creating\" but was: \"Active\""),
      LifecycleFaults::becomesActiveImmediately),
  DELETES_IMMEDIATELY(
      "Deletes connections before the deletion delay has passed.",
      serviceTest(
          "LifecycleDelaysTest.connection_in_creation_can_be_read_updated_and_deleted",
          "[200]",
          "=> 404"),
      LifecycleFaults::deletesImmediately),
  LOSES_DATA_ON_RESTART(
      "Loses acknowledged changes when it restarts.",
      serviceTest("RestartTest.all_data_is_intact_after_a_restart", "[200]", "=> 404"),
      LifecycleFaults::losesDataOnRestart);

  private final String sentence;
  private final Reason reason;
  private final Supplier<Fault> fault;

  FaultyServer(String sentence, Reason reason, Supplier<Fault> fault) {
    this.sentence = sentence;
    this.reason = reason;
    this.fault = fault;
  }

  /**
   * Returns the text of an assertion in which a list begins with the entry of the administrators.
   */
  private static String wasAdministratorsEntry() {
    return "but was: {\"RoleTrusteeAccessControlEntries\":[{\"Trustee\":{\"Type\":3,\"ObjectId\":\""
        + KitFixture.ADMINISTRATOR_ROLE
        + "\",\"TenantId\":\""
        + KitFixture.TENANT
        + "\"},\"AccessType\":0,\"AccessRights\":31}";
  }

  /** Returns what the server does wrong. */
  String sentence() {
    return sentence;
  }

  /** Returns how the server is detected. */
  Reason reason() {
    return reason;
  }

  /** Returns a new fault, with state of its own. */
  Fault fault() {
    return fault.get();
  }
}
