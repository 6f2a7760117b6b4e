package io.omfconnections.contract.impostors;

import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.contract.service.TestTenants;
import io.omfconnections.server.connections.ConnectionStore;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The wrong servers: what is wrong with each, and by which test or rule it has to be caught. */
@SuppressWarnings("ImmutableEnumChecker") // what makes a fault has no state; what it makes has
enum Impostor {
  // ------------------------------------------------------------------------- Status and header

  ANSWERS_200_FOR_202(
      "It answers 200 where 202 is documented.",
      "LifecycleTest",
      "DOCUMENTED_STATUS",
      onWire(() -> WireFaults.status(202, 200))),
  ANSWERS_404_FOR_403(
      "It answers 404 where the caller lacks a right.",
      "AccessRightsTest",
      "Expected status .403|expected: 403",
      onWire(() -> WireFaults.status(403, 404))),
  ANSWERS_400_FOR_415(
      "It answers 400 to a body of another media type.",
      "MediaTypesTest",
      "MediaTypesTest|Expected status .415",
      onWire(() -> WireFaults.status(415, 400))),
  FORGETS_OPERATION_IDS(
      "Its answers of 404 have no Operation-Id.",
      "LifecycleTest",
      "REQUIRED_HEADER: .*\\n.*Operation-Id",
      onWire(() -> WireFaults.withoutHeader(404, "Operation-Id"))),
  HAS_ONE_OPERATION_ID(
      "All its answers have the same Operation-Id.",
      "LifecycleTest",
      "OPERATION_ID_UNIQUE",
      onWire(WireFaults::oneOperationId)),
  CHALLENGES_WITH_BASIC(
      "It asks those who have no token for a name and a password.",
      "AuthenticationTest",
      "CHALLENGE",
      onWire(() -> WireFaults.header(401, "WWW-Authenticate", "Basic realm=\"x\""))),
  CHALLENGES_WITH_NOTHING(
      "Its answers of 401 have no WWW-Authenticate.",
      "AuthenticationTest",
      "REQUIRED_HEADER:"
          + " .*WWW-Authenticate|wrong_secret_is_401_and_basic_authentication_gets_challenge",
      onWire(() -> WireFaults.withoutHeader(401, "WWW-Authenticate"))),
  ALLOWS_NOTHING(
      "Its answers of 405 have no Allow.",
      "PathsTest",
      "METHOD_OUTSIDE|REQUIRED_HEADER: .*\\n.*Allow",
      onWire(() -> WireFaults.withoutHeader(405, "Allow"))),
  SAYS_THE_CHARSET(
      "Its Content-Type has a parameter.",
      "LifecycleTest",
      "CONTENT_TYPE",
      onWire(() -> WireFaults.header(200, "Content-Type", "application/json; charset=utf-8"))),
  ANSWERS_HEAD(
      "It answers HEAD as it answers GET.",
      "PathsTest",
      "METHOD_OUTSIDE",
      onWire(WireFaults::headAsGet)),
  HONOURS_ACCEPT(
      "It answers 406 to who would rather have HTML.",
      "HeadersAndQueriesTest",
      "DOCUMENTED_STATUS: .*\\n.*406",
      onWire(WireFaults::honoursAccept)),
  READS_MEDIA_TYPES_TO_THE_LETTER(
      "It refuses JSON that is declared with a charset.",
      "MediaTypesTest",
      "MEDIA_TYPE_REFUSED",
      onWire(WireFaults::mediaTypeToTheLetter)),
  ANSWERS_304(
      "It answers 304 to who has a condition.",
      "HeadersAndQueriesTest",
      "undocumented_header_fields_are_ignored",
      onWire(WireFaults::honoursConditions)),
  ADOPTS_OPERATION_IDS(
      "It takes the caller's Operation-Id for its own.",
      "HeadersAndQueriesTest",
      "OPERATION_ID_UNIQUE",
      onWire(WireFaults::adoptsOperationIds)),
  ANSWERS_PREFLIGHTS(
      "It answers 204 to a browser that asks whether it may call.",
      "PathsTest",
      "cors_preflight_request_is_405|METHOD_OUTSIDE",
      onWire(WireFaults::answersPreflights)),
  IGNORES_CODINGS(
      "It accepts a body that is declared to be compressed.",
      "MediaTypesTest",
      "REQUEST_MEDIA_TYPE|content_encoding_is_415",
      onWire(WireFaults::ignoresCodings)),

  // ------------------------------------------------------------------------------------- Tokens

  READS_FORM_TYPES_TO_THE_LETTER(
      "It takes no form whose media type has a charset.",
      "TokenEndpointTest",
      "form_media_type_is_case_insensitive_and_may_have_charset",
      onWire(TokenFaults::mediaTypeToTheLetter)),
  REFUSES_UNKNOWN_FIELDS(
      "It refuses a form with a field that it does not know.",
      "TokenEndpointTest",
      "unknown_or_empty_form_fields_are_ignored",
      onWire(TokenFaults::refusesUnknownFields)),
  MINDS_FIELDS_WITHOUT_VALUE(
      "It refuses a form whose scope has no value.",
      "TokenEndpointTest",
      "unknown_or_empty_form_fields_are_ignored",
      onWire(TokenFaults::mindsFieldsWithoutValue)),
  KNOWS_GRANTS_IN_ANY_CAPITALS(
      "It takes a grant in capitals for the one in small letters.",
      "TokenEndpointTest",
      "unknown_grant_type_is_unsupported_grant_type",
      onWire(TokenFaults::grantInAnyCapitals)),
  HAS_ONE_TOKEN_ERROR(
      "It calls a grant that it does not have an invalid request.",
      "TokenEndpointTest",
      "unknown_grant_type_is_unsupported_grant_type",
      onWire(TokenFaults::hasOneError)),
  KNOWS_SECRETS_IN_ANY_CAPITALS(
      "It compares secrets whatever their capitals.",
      "TokenEndpointTest",
      "wrong_client_or_secret_is_invalid_client",
      onWire(TokenFaults::secretsInAnyCapitals)),
  KNOWS_CLIENTS_IN_ANY_CAPITALS(
      "It gives a client's token to who writes the client in capitals.",
      "TokenEndpointTest",
      "wrong_client_or_secret_is_invalid_client",
      onWire(TokenFaults::clientsInAnyCapitals)),
  STRIPS_SECRETS(
      "It takes the blanks around a secret away.",
      "TokenEndpointTest",
      "wrong_client_or_secret_is_invalid_client",
      onWire(TokenFaults::stripsSecrets)),
  DECODES_NO_FORM(
      "It reads a form as if nothing in it were encoded.",
      "TokenEndpointTest",
      "percent_encoded_form_is_decoded",
      onWire(TokenFaults::decodesNothing)),
  READS_CREDENTIALS_IN_ADDRESSES(
      "It takes credentials in an address for those of a form.",
      "TokenEndpointTest",
      "client_id_in_query_is_rejected",
      onWire(TokenFaults::readsTheQuery)),
  READS_SCHEMES_TO_THE_LETTER(
      "It knows Basic, and not basic.",
      "TokenEndpointTest",
      "basic_authentication_is_accepted",
      onWire(TokenFaults::schemeToTheLetter)),
  CALLS_TOKENS_TEXT(
      "It calls its tokens, and what it says of itself, text.",
      "TokenEndpointTest",
      "discovery_tokens_and_errors_have_json_media_type",
      onWire(TokenFaults::answersText)),
  SHOWS_OLD_KEYS(
      "It does not publish the key that it signs with.",
      "TokenEndpointTest",
      "token_is_jwt_with_published_key_and_announced_lifetime",
      onWire(TokenFaults::showsOldKeys)),
  GIVES_OPAQUE_TOKENS(
      "Its tokens are no JWT.",
      "TokenEndpointTest",
      "token_is_jwt_with_published_key_and_announced_lifetime",
      onWire(TokenFaults::givesOpaqueTokens)),
  GIVES_TOKENS_OF_A_MINUTE(
      "Its tokens expire long before it says.",
      "TokenEndpointTest",
      "token_is_jwt_with_published_key_and_announced_lifetime",
      onWire(TokenFaults::givesTokensOfAMinute)),

  // --------------------------------------------------------------------------------- Addresses

  WANTS_NO_SLASH(
      "It does not find an address with a slash at the end.",
      "PathsTest",
      "PathsTest",
      onWire(WireFaults::slashToTheLetter)),
  READS_WORDS_TO_THE_LETTER(
      "It does not find an address in other capitals.",
      "PathsTest",
      "PathsTest|first_test_leaves_connection_and_changed_collection_list_behind",
      onWire(WireFaults::wordsToTheLetter)),
  HAS_ONE_VERSION(
      "It answers under v1 only.", "LifecycleTest", "v2-preview", onWire(WireFaults::oneVersion)),
  IGNORES_WHAT_FOLLOWS(
      "It takes an address that goes on after a connection for the connection's.",
      "PathsTest",
      "ADDRESS_OUTSIDE",
      onWire(WireFaults::ignoresWhatFollows)),
  FINDS_TENANTS_IN_ANY_CAPITALS(
      "It knows its tenant in other capitals, too.",
      "PathsTest",
      "every_operation_matches_ids_exactly",
      onWire(() -> WireFaults.tenantInAnyCapitals(TestTenants.TENANT))),
  FINDS_PARTS_IN_ANY_CAPITALS(
      "It finds a connection's owner and list under its identifier in other capitals.",
      "PathsTest",
      "every_operation_matches_ids_exactly",
      onWire(WireFaults::identifiersInAnyCapitals)),
  HONOURS_PAGING(
      "Its list ends where a query says.",
      "HeadersAndQueriesTest",
      "paging_parameters_in_query_are_ignored",
      onWire(WireFaults::honoursPaging)),
  LOOKS_AT_NO_TENANT(
      "It takes a token of one tenant for another tenant's addresses.",
      "ErrorStatusesTest",
      "403",
      onWire(() -> WireFaults.anyTenant(TestTenants.TENANT))),

  DECODES_NO_NAMESPACES(
      "It compares a namespace with the address as it is encoded.",
      "PathsTest",
      "percent_encoded_tenant_or_namespace_is_decoded",
      onWire(WireFaults::decodesNoNamespaces)),
  REFUSES_LONG_IDENTIFIERS(
      "It answers 400 to an identifier that is longer than its own.",
      "PathsTest",
      "unknown_connection_id_of_any_characters_or_length_is_404",
      onWire(WireFaults::refusesLongIdentifiers)),
  WRITES_IDENTIFIERS_AS_THEY_ARE(
      "Its error bodies are no JSON when an identifier has a quote.",
      "PathsTest",
      "STRICT_JSON",
      onWire(WireFaults::writesIdentifiersAsTheyAre)),
  READS_HEADERS_TO_THE_LETTER(
      "It knows Authorization, and not authorization.",
      "HeadersAndQueriesTest",
      "header_field_names_are_case_insensitive",
      onWire(WireFaults::headersToTheLetter)),
  LOOKS_FOR_NAMESPACES_FIRST(
      "It tells the callers of a tenant which namespaces another one lacks.",
      "ErrorStatusesTest",
      "foreign_tenant_is_403_even_if_namespace_is_unknown",
      onWire(WireFaults::looksForNamespacesFirst)),

  // -------------------------------------------------------------------------------- What it takes

  ACCEPTS_201_CHARACTERS(
      "It accepts a Name of 201 characters.",
      "SchemaValidationTest",
      "REQUEST_SCHEMA: .*\\n.*Name",
      onWire(WireFaults::acceptsNamesThatAreTooLong)),
  COUNTS_UTF16_UNITS(
      "It counts a character outside the basic plane as two.",
      "SchemaValidationTest",
      "length_limits_count_code_points",
      onWire(WireFaults::countsUtf16)),
  REFUSES_UNKNOWN_MEMBERS(
      "It refuses a body with a member that the schema does not name.",
      "UndocumentedLimitsTest",
      "unknown_and_read_only_properties_are_ignored|result_of_get_is_accepted_as_update|UndocumentedLimitsTest",
      onWire(WireFaults::refusesUnknownMembers)),
  ACCEPTS_DUPLICATES(
      "It accepts a body that has a member twice.",
      "MalformedBodiesTest",
      "REQUEST_JSON: .*\\n.*[Dd]uplicate",
      onWire(WireFaults::acceptsDuplicates)),
  ACCEPTS_BROKEN_UTF8(
      "It accepts a body that is not UTF-8.",
      "MalformedBodiesTest",
      "REQUEST_JSON: .*\\n.*UTF-8",
      onWire(WireFaults::acceptsBrokenUtf8)),
  COERCES_INTEGERS(
      "It takes 1.0 and \"1\" for 1.",
      "AccessRightsTest",
      "REQUEST_SCHEMA",
      onWire(WireFaults::coercesIntegers)),
  KEEPS_LISTS_THAT_ARE_ABSENT(
      "It takes a list that is absent for one that stays as it is.",
      "RoundTripTest",
      "absent_or_null_entries_clear_access_control_list",
      onWire(WireFaults::keepsListsThatAreAbsent)),
  NORMALIZES_TRUSTEES(
      "It brings the identifiers of trustees into normal form.",
      "RoundTripTest",
      "access_control_list_and_owner_are_returned_unchanged",
      onWire(WireFaults::normalizesTrustees)),
  BELIEVES_CREATED_DATES(
      "It takes CreatedDate out of the body.",
      "LifecycleTest",
      "state_and_created_date_in_body_are_ignored",
      onWire(WireFaults::believesCreatedDates)),
  SPOILS_SURROGATE_PAIRS(
      "Characters outside the basic plane come back as question marks.",
      "RoundTripTest",
      "length_limits_count_code_points|any_text_is_returned_unchanged",
      inStore(StoreFaults::spoilsSurrogatePairs)),
  SORTS_CLIENTS(
      "It returns ClientIds in an order of its own.",
      "ClientIdsTest",
      "client_order_is_preserved|update_keeps_adds_and_releases_clients",
      inStore(StoreFaults::sortsClients)),

  READS_MEDIA_TYPES_OF_UPDATES_TO_THE_LETTER(
      "It refuses an update that is declared with a charset.",
      "MediaTypesTest",
      "MEDIA_TYPE_REFUSED",
      onWire(WireFaults::mediaTypeOfUpdatesToTheLetter)),
  CHANGES_LINE_ENDS(
      "It stores line feeds where there were carriage returns, too.",
      "RoundTripTest",
      "any_text_is_returned_unchanged",
      inStore(StoreFaults::changesLineEnds)),
  ESCAPES_UPDATES(
      "An update stores a Name as it stands in HTML.",
      "RoundTripTest",
      "any_text_is_returned_unchanged",
      inStore(StoreFaults::escapesUpdates)),
  STRIPS_UPDATES(
      "An update takes the blanks around a Name away.",
      "RoundTripTest",
      "any_text_is_returned_unchanged",
      inStore(StoreFaults::stripsUpdates)),
  TAKES_OWNERS_OF_NO_TENANT(
      "It takes an owner whose tenant is empty.",
      "AccessRightsTest",
      "invalid_owner_is_400_and_owner_is_unchanged",
      onWire(WireFaults::ownersOfNoTenant)),
  MINDS_NO_TIME_OF_DELETIONS(
      "It takes the zero that a deletion is to ignore for its time.",
      "UndocumentedLimitsTest",
      "delete_ignores_invalid_request_timeout",
      onWire(WireFaults::deletesInNoTime)),

  // -------------------------------------------------------------------------------- What it shows

  WRITES_ENUMERATIONS_AS_TEXT(
      "It writes the Type of a trustee as a text.",
      "LifecycleTest",
      "BODY_SCHEMA: .*\\n.*Type",
      onWire(WireFaults::enumerationsAsText)),
  DROPS_A_FRACTIONAL_DIGIT(
      "Its CreatedDate has six fractional digits.",
      "LifecycleTest",
      "CREATED_DATE",
      onWire(WireFaults::datesWithSixDigits)),
  DROPS_ZEROS_OF_A_FRACTION(
      "Its CreatedDate lacks the zeros at the end of its fraction.",
      "LifecycleTest",
      "CREATED_DATE",
      onWire(WireFaults::shortensDates)),
  WRITES_NO_PARAMETERS(
      "Its error bodies have no Parameters.",
      "LifecycleTest",
      "ERROR_MEMBERS: .*\\n.*Parameters",
      onWire(() -> WireFaults.withoutErrorMember("Parameters"))),
  NAMES_NOTHING(
      "Its Parameters do not name what is wrong.",
      "AccessRightsTest",
      "Parameters",
      onWire(WireFaults::namesNothing)),
  NAMES_NO_CONNECTION(
      "Its answers of 404 do not name what is not there.",
      "ErrorStatusesTest",
      "ErrorStatusesTest.*Parameters",
      onWire(() -> WireFaults.namesNothingIn(404))),
  NAMES_ONE_FAULT(
      "Of two things that are wrong with an update, it names one.",
      "SchemaValidationTest",
      "all_invalid_properties_of_update_list_or_owner_are_named",
      onWire(WireFaults::namesOneFault)),
  SHOWS_DENIED_AS_ALLOWED(
      "Its lists show entries that deny as if they allowed.",
      "RoundTripTest",
      "access_control_list_and_owner_are_returned_unchanged",
      onWire(WireFaults::showsDeniedAsAllowed)),
  SHOWS_NO_TENANTS(
      "Its lists do not show which tenant a trustee is of.",
      "RoundTripTest",
      "access_control_list_and_owner_are_returned_unchanged|UndocumentedLimitsTest",
      onWire(WireFaults::showsNoTenants)),
  NAMES_TOO_MUCH(
      "Its Parameters name what is right, too.",
      "SchemaValidationTest",
      "valid_properties_are_not_named",
      onWire(WireFaults::namesTooMuch)),
  SAYS_THE_SAME_OF_EVERYTHING(
      "Its error bodies say the same whatever is wrong.",
      "ErrorStatusesTest",
      "error_and_reason_differ_between_kinds_of_error",
      onWire(WireFaults::saysTheSameOfEverything)),
  LISTS_WHAT_WAS_MADE(
      "Its list shows connections without their updates.",
      "ListConnectionsTest",
      "list_shows_connection_as_updated",
      onWire(WireFaults::listsWhatWasMade)),
  LISTS_FEW_CLIENTS(
      "Its list shows a hundred clients of a connection, and no more.",
      "ListConnectionsTest",
      "list_shows_all_clients_of_connection",
      onWire(WireFaults::listsFewClients)),
  COUNTS_MILLISECONDS(
      "It says in milliseconds how long a token lives.",
      "TokenEndpointTest",
      "client_gets_bearer_token_and_its_lifetime_in_seconds|token_is_jwt_with_published_key_and_announced_lifetime",
      onWire(WireFaults::expiresInMilliseconds)),
  SHOWS_ITS_INSIDES(
      "Its error bodies name exceptions and source files.",
      "LifecycleTest",
      "INSIDES",
      onWire(WireFaults::showsInsides)),
  ECHOES_THE_TOKEN(
      "Its answers of 403 repeat the caller's token.",
      "AccessRightsTest",
      "TOKEN_SHOWN",
      onWire(WireFaults::echoesTheToken)),
  ADDS_A_MEMBER(
      "Its owners have a member that the schema does not name.",
      "LifecycleTest",
      "UNDOCUMENTED_MEMBER",
      onWire(WireFaults::addsAMember)),
  SORTS_RIGHTS(
      "It lists rights in the order of their names.",
      "AccessRightsTest",
      "expected: .*Read,Write.*but was: .*Read",
      onWire(WireFaults::rightsByName)),

  // ---------------------------------------------------------------------------------- What it does

  FORGETS_NEW_OWNERS(
      "It acknowledges a new owner and keeps the old one.",
      "LifecycleTest",
      "expected: .*someone.*but was:"
          + " .*administrator|AccessRightsTest.*owner|concurrent_updates_of_owner_list_and_connection_are_all_stored",
      inStore(StoreFaults::forgetsNewOwners)),
  FORGETS_NEW_LISTS(
      "It acknowledges a connection's new list and keeps the old one.",
      "LifecycleTest",
      "expected: .*RoleTrusteeAccessControlEntries.*but was: ",
      inStore(StoreFaults::forgetsNewLists)),
  FORGETS_NEW_COLLECTION_LISTS(
      "It acknowledges the collection's new list and keeps the old one.",
      "AccessRightsTest",
      "AccessRightsTest|CollectionAccessControlTest|list",
      inStore(StoreFaults::forgetsNewCollectionLists)),
  LOSES_A_WRITE(
      "It acknowledges a new Name and does not store it.",
      "LifecycleTest",
      "LifecycleTest.*expected: .*but was: ",
      inStore(StoreFaults::forgetsNewNames)),
  LOSES_A_DESCRIPTION(
      "It acknowledges a new Description in an old one's place and does not store it.",
      "LifecycleTest",
      "update_replaces_description",
      inStore(StoreFaults::forgetsNewDescriptions)),
  CUTS_LONG_UPDATES(
      "It acknowledges an update of ten thousand and stores a thousand.",
      "UndocumentedLimitsTest",
      "UndocumentedLimitsTest",
      inStore(StoreFaults::cutsLongUpdates)),
  GIVES_WHAT_IS_CHANGED(
      "Who changes the list of a connection becomes its owner.",
      "LifecycleTest",
      "update_of_list_or_owner_changes_nothing_else|concurrent_updates_of_owner_list_and_connection_are_all_stored",
      onWire(
          () ->
              WireFaults.givesWhatIsChanged(
                  TestTenants.ADMINISTRATOR.trustee(TestTenants.TENANT)))),
  LOSES_ONE_OF_TWO_WRITES(
      "Of two changes at once to one connection, it keeps one and acknowledges both.",
      "LifecycleTest",
      "concurrent_updates_of_connection_and_list_are_both_stored|concurrent_updates_of_owner_list_and_connection_are_all_stored",
      inStore(StoreFaults::losesOneOfTwoWrites)),
  LOSES_AN_OWNER(
      "A change at once with that of the owner brings the old owner back.",
      "LifecycleTest",
      "concurrent_updates_of_owner_list_and_connection_are_all_stored",
      inStore(StoreFaults::losesNewOwners)),
  LOSES_DELETIONS(
      "An update that was begun before a deletion takes it back.",
      "LifecycleTest",
      "concurrent_update_does_not_undo_deletion",
      inStore(StoreFaults::losesDeletions)),
  CLEARS_NO_DESCRIPTION(
      "It keeps a Description that an update has left out.",
      "LifecycleTest",
      "expected: .*\"Description\":null.*but was: .*\"Description\":\"|Description",
      inStore(StoreFaults::keepsDescriptionsThatAreCleared)),
  MERGES_LISTS(
      "An update of an access control list adds to it.",
      "LifecycleTest",
      "expected: .*RoleTrusteeAccessControlEntries.*but was: ",
      inStore(StoreFaults::mergesLists)),
  RESETS_THE_LIST(
      "An update of a connection gives it the collection's list again.",
      "LifecycleTest",
      "expected: .*RoleTrusteeAccessControlEntries.*but was: ",
      inStore(StoreFaults::resetsTheListWithEachUpdate)),
  RENEWS_THE_CREATED_DATE(
      "An update changes CreatedDate.",
      "LifecycleTest",
      "LifecycleTest|SchemaValidationTest",
      inStore(StoreFaults::renewsTheCreatedDate)),
  READS_LATE(
      "The first look after a change shows what was there before.",
      "LifecycleTest",
      "LifecycleTest.*expected: .*but was: ",
      inStore(StoreFaults::readsLate)),
  REUSES_IDENTIFIERS(
      "A new connection gets the identifier of one that is gone.",
      "LifecycleTest",
      "deleted_connection_is_404_for_every_operation",
      onWire(WireFaults::reusesIdentifiers)),
  NEVER_ACTIVATES(
      "Its connections stay Creating.",
      "LifecycleTest",
      "did not become Active",
      inStore(StoreFaults::neverActivates)),
  LISTS_WHAT_IS_GONE(
      "Its list has connections that are gone.",
      "LifecycleTest",
      "LifecycleTest",
      inStore(StoreFaults::listsWhatIsGone)),
  TAKES_DELETIONS_BACK(
      "An update of a connection that is Deleting makes it Active again.",
      "LifecycleTest",
      "update_after_delete_is_rejected|concurrent_update_does_not_undo_deletion",
      inStore(StoreFaults::takesDeletionsBack)),
  FINDS_WHAT_IS_DELETING_NO_MORE(
      "It shows what is Deleting, and answers 404 to who deletes or updates it.",
      "LifecycleTest",
      "deleting_connection_stays_visible_and_keeps_its_clients|concurrent_update_does_not_undo_deletion",
      onWire(WireFaults::findsWhatIsDeletingNoMore)),
  TAKES_DELETIONS_BACK_WITH_LISTS(
      "A new list of a connection that is Deleting makes it Active again.",
      "LifecycleTest",
      "deleting_connection_stays_visible_and_keeps_its_clients",
      inStore(StoreFaults::takesDeletionsBackWithLists)),
  SHOWS_DELETING_AS_ACTIVE(
      "What it has begun to delete is Active until it is gone.",
      "LifecycleTest",
      "deleting_connection_stays_visible_and_keeps_its_clients",
      onWire(WireFaults::showsDeletingAsActive)),
  LISTS_NOTHING_THAT_IS_DELETING(
      "Its list lacks what is Deleting.",
      "LifecycleTest",
      "deleting_connection_stays_visible_and_keeps_its_clients",
      onWire(WireFaults::listsNothingThatIsDeleting)),
  ENDS_LISTS_EARLY(
      "Its list ends after the first page.",
      "ListConnectionsTest",
      "long_list_is_complete_and_has_no_duplicates",
      inStore(StoreFaults::endsListsEarly)),
  IGNORES_TIMEOUTS(
      "It ignores Request-Timeout.",
      "RequestTimeoutTest",
      "REQUEST_HEADER: .*Request-Timeout|408",
      onWire(WireFaults::ignoresTimeouts)),
  DOES_WHAT_IS_OUT_OF_TIME(
      "It answers 408 and makes the change nevertheless.",
      "RequestTimeoutTest",
      "ErrorStatusesTest|RequestTimeoutTest",
      onWire(WireFaults::doesWhatIsOutOfTime)),

  // ------------------------------------------------------------------------------------- Clients

  ACCEPTS_CLIENTS_TWICE(
      "It gives a client to two connections of a namespace.",
      "ClientIdsTest",
      "ClientIdsTest|any_text_is_returned_unchanged",
      inStore(StoreFaults::acceptsClientsTwice)),
  ACCEPTS_CLIENTS_TWICE_AT_ONCE(
      "It gives a client to two connections when both ask at once.",
      "ClientIdsTest",
      "only_one_of_many_concurrent_creates_gets_the_client|only_one_of_many_concurrent_updates_gets_the_client|concurrent_creates_with_clients_in_opposite_orders_do_not_deadlock",
      inStore(StoreFaults::acceptsClientsTwiceAtOnce)),
  KEEPS_CLIENTS_OF_WHAT_IS_GONE(
      "The clients of a connection that is gone stay taken.",
      "LifecycleTest",
      "deleted_connection_is_404_for_every_operation",
      inStore(StoreFaults::keepsClientsOfWhatIsGone)),
  FREES_CLIENTS_EARLY(
      "The clients of what is Deleting are free.",
      "LifecycleTest",
      "deleting_connection_stays_visible_and_keeps_its_clients",
      inStore(StoreFaults::freesClientsEarly)),
  KEEPS_CLIENTS_OF_WHAT_WAS_REFUSED(
      "The clients of a request that was refused stay taken.",
      "ClientIdsTest",
      "ClientIdsTest|RequestTimeoutTest|ErrorStatusesTest",
      inStore(StoreFaults::keepsClientsOfWhatWasRefused)),

  // -------------------------------------------------------------------------------- Who may what

  COPIES_THE_LIST_LATE(
      "A new connection has the collection's list as it is later.",
      "CollectionAccessControlTest",
      "later_change_of_one_list_does_not_affect_the_other|RightsScenarios|AccessRightsTest",
      inStore(StoreFaults::copiesTheListLate)),
  LETS_DENIED_LOSE(
      "What one entry allows, no other entry denies.",
      "AccessRightsTest",
      "RequiredRightsTest|AccessRightsTest",
      both(StoreFaults::letsDeniedLose, WireFaults::rearmed)),
  HEARS_THE_LAST_DENIAL(
      "Of several entries that deny, it heeds the last one.",
      "AccessRightsTest",
      "rights_denied_by_several_entries_are_all_denied",
      both(StoreFaults::hearsTheLastDenial, WireFaults::rearmed)),
  DENIES_TO_EVERYBODY(
      "What an entry without a trustee denies, it denies to everybody.",
      "AccessRightsTest",
      "entry_applies_only_to_exactly_matching_trustee",
      both(StoreFaults::deniesToEverybody, WireFaults::withoutMarked)),
  KNOWS_TRUSTEES_OF_NO_TENANT(
      "It takes an empty tenant of an entry for the tenant of the address.",
      "AccessRightsTest",
      "entry_applies_only_to_exactly_matching_trustee",
      both(StoreFaults::trusteesOfNoTenant, WireFaults::withoutMarked)),
  KNOWS_TENANTS_IN_ANY_CAPITALS(
      "It compares the tenant of an entry whatever its capitals.",
      "AccessRightsTest",
      "entry_applies_only_to_exactly_matching_trustee",
      both(StoreFaults::tenantsInAnyCapitals, WireFaults::withoutMarked)),
  STRIPS_TRUSTEES(
      "It takes the blanks around an entry's trustee away.",
      "AccessRightsTest",
      "entry_applies_only_to_exactly_matching_trustee",
      both(StoreFaults::stripsTrustees, WireFaults::withoutMarked)),
  LISTS_ALL_IN_THE_PREVIEW(
      "Under v2-preview its list has what the caller may not read.",
      "AccessRightsTest",
      "list_contains_only_connections_that_caller_may_read",
      onWire(WireFaults::listsAllInThePreview)),
  LETS_WRITERS_DELETE(
      "Who may write a connection may delete it.",
      "AccessRightsTest",
      "Expected status .403.*DELETE|Delete",
      both(StoreFaults::letsWritersDelete, WireFaults::withoutAddedDelete)),
  GIVES_OWNERS_NO_RIGHT(
      "The owner of a connection may do what the list says, and no more.",
      "AccessRightsTest",
      "AccessRightsTest.*owner",
      both(StoreFaults::givesOwnersNoRight, WireFaults::ownersShown)),
  GIVES_WHAT_IS_MADE_TO_NOBODY(
      "The creator of a connection is not its owner.",
      "AccessRightsTest",
      "owner",
      inStore(StoreFaults::givesWhatIsMadeToNobody)),
  KNOWS_OWNERS_IN_ANY_CAPITALS(
      "It takes an owner for who is called so in other capitals.",
      "AccessRightsTest",
      "ownership_applies_only_to_exactly_matching_identity",
      inStore(StoreFaults::ownersInAnyCapitals)),
  KNOWS_OWNERS_OF_ANY_TYPE(
      "It takes a user who owns for the client of that name.",
      "AccessRightsTest",
      "ownership_applies_only_to_exactly_matching_identity",
      inStore(StoreFaults::ownersOfAnyType)),
  WANTS_A_TENANT_OF_OWNERS(
      "It gives an owner without a tenant no right.",
      "AccessRightsTest",
      "owner_without_tenant_belongs_to_tenant_in_path",
      onWire(WireFaults::ownersNeedATenant)),
  LETS_ADMINISTRATORS_DO_EVERYTHING(
      "An administrator may do with any connection what it likes.",
      "AccessRightsTest",
      "administrator_has_only_listed_rights_on_connection",
      both(StoreFaults::letsAdministratorsDoEverything, WireFaults::withoutMarked)),
  LEAVES_ADMINISTRATORS_EVERYTHING(
      "An administrator keeps every right on the collection.",
      "AccessRightsTest",
      "administrator_without_listed_rights_keeps_only_manage_access_control_on_collection",
      both(StoreFaults::leavesAdministratorsEverything, WireFaults::withoutMarked)),
  REMEMBERS_RIGHTS(
      "Who was allowed to do something once may do it for ever.",
      "AccessRightsTest",
      "removing_entry_revokes_its_rights",
      onWire(WireFaults::remembersRights)),
  ASKS_FOR_NO_RIGHT_IN_THE_PREVIEW(
      "Under v2-preview everybody may do everything.",
      "RequiredRightsTest",
      "RequiredRightsTest",
      onWire(WireFaults::asksForNoRightInThePreview)),
  FORBIDS_WHAT_IS_NOT_THERE(
      "It answers 403 for a connection that is not there to who has no right.",
      "AccessRightsTest",
      "missing_connection_is_404_even_without_rights",
      onWire(WireFaults::forbidsWhatIsNotThere)),
  LISTS_WHAT_MAY_NOT_BE_READ(
      "Its list has connections that the caller may not read.",
      "AccessRightsTest",
      "list_contains_only_connections_that_caller_may_read",
      inStore(StoreFaults::listsWhatMayNotBeRead)),
  LISTS_NOTHING_FOR_THE_FORBIDDEN(
      "Who may not list connections gets an empty list.",
      "RequiredRightsTest",
      "LIST_CONNECTIONS|RequiredRightsTest|RightsScenarios",
      onWire(WireFaults::emptyListForTheForbidden)),
  LOOKS_AT_NO_SIGNATURE(
      "It believes a token whose signature is wrong.",
      "AuthenticationTest",
      "tampered_token_is_401",
      onWire(WireFaults::looksAtNoSignature)),

  // ------------- What nobody sees from outside: it takes a clock, a restart, another namespace

  FORGETS_THAT_TOKENS_EXPIRE(
      "It accepts a token that has expired.",
      "IssuedTokensTest",
      "a_token_counts_until_it_expires",
      inside(UnaryOperator::identity, clock -> Clock.fixed(clock.instant(), clock.getZone()))),
  LEAKS_NAMESPACES(
      "It shows the connections of one namespace in another.",
      "NamespacesTest",
      "NamespacesTest",
      inside(StoreFaults::leaksNamespaces, UnaryOperator.identity())),
  ACTIVATES_AT_ONCE(
      "Its connections are Active before their time.",
      "LifecycleDelaysTest",
      "LifecycleDelaysTest",
      inside(StoreFaults::activatesAtOnce, UnaryOperator.identity())),
  DELETES_AT_ONCE(
      "Its connections are gone before their time.",
      "LifecycleDelaysTest",
      "LifecycleDelaysTest",
      inside(StoreFaults::deletesAtOnce, UnaryOperator.identity())),
  FORGETS_ALL_WHEN_IT_STOPS(
      "What it has acknowledged is gone after a restart.",
      "RestartTest",
      "RestartTest",
      inside(StoreFaults::keepsNothing, UnaryOperator.identity()));

  private final String sentence;
  private final String suite;
  private final Pattern reason;
  private final Kind kind;

  /**
   * How an impostor is made, and who can see it.
   *
   * @param portable whether the suites see it on a server that they know nothing of
   */
  private record Kind(boolean portable, Supplier<Fault> fault) {}

  Impostor(String sentence, String suite, String reason, Kind kind) {
    this.sentence = sentence;
    this.suite = suite;
    this.reason = Pattern.compile(reason, Pattern.DOTALL);
    this.kind = kind;
  }

  /** What is wrong with it. */
  String sentence() {
    return sentence;
  }

  /** The suite that is to catch it: no other is run, though others may notice it, too. */
  String suite() {
    return suite;
  }

  /** What the name or the message of the test that catches it has in it. */
  Pattern reason() {
    return reason;
  }

  /**
   * Whether it has to be caught from outside, by the portable suites; else by the tests that start
   * our service.
   */
  boolean isPortable() {
    return kind.portable();
  }

  /** A new fault of its kind. */
  Fault fault() {
    return kind.fault().get();
  }

  private static Kind onWire(Supplier<Interceptor> wire) {
    return both(UnaryOperator::identity, wire);
  }

  private static Kind inStore(Supplier<UnaryOperator<ConnectionStore>> store) {
    return both(store, () -> Interceptor.NONE);
  }

  private static Kind both(
      Supplier<UnaryOperator<ConnectionStore>> store, Supplier<Interceptor> wire) {
    return new Kind(true, () -> new Fault(store.get(), UnaryOperator.identity(), wire.get()));
  }

  private static Kind inside(
      Supplier<UnaryOperator<ConnectionStore>> store, UnaryOperator<Clock> tokens) {
    return new Kind(false, () -> new Fault(store.get(), tokens, Interceptor.NONE));
  }
}
