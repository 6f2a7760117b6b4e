package io.omfconnections.contract.impostors;

import io.omfconnections.contract.service.Fixtures;
import io.omfconnections.contract.service.MeddlingProxy.Meddler;
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
      "Expected the status .403|expected: 403",
      onWire(() -> WireFaults.status(403, 404))),
  ANSWERS_400_FOR_415(
      "It answers 400 to a body of another media type.",
      "MediaTypesTest",
      "MediaTypesTest|Expected the status .415",
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
      "REQUIRED_HEADER: .*WWW-Authenticate|with_basic_authentication_a_challenge",
      onWire(() -> WireFaults.withoutHeader(401, "WWW-Authenticate"))),
  ALLOWS_NOTHING(
      "Its answers of 405 have no Allow.",
      "AddressesTest",
      "UNKNOWN_METHOD|REQUIRED_HEADER: .*\\n.*Allow",
      onWire(() -> WireFaults.withoutHeader(405, "Allow"))),
  SAYS_THE_CHARSET(
      "Its Content-Type has a parameter.",
      "LifecycleTest",
      "CONTENT_TYPE",
      onWire(() -> WireFaults.header(200, "Content-Type", "application/json; charset=utf-8"))),
  ANSWERS_HEAD(
      "It answers HEAD as it answers GET.",
      "AddressesTest",
      "UNKNOWN_METHOD",
      onWire(WireFaults::headAsGet)),
  HONOURS_ACCEPT(
      "It answers 406 to who would rather have HTML.",
      "AddressesTest",
      "DOCUMENTED_STATUS: .*\\n.*406",
      onWire(WireFaults::honoursAccept)),
  READS_MEDIA_TYPES_TO_THE_LETTER(
      "It refuses JSON that is declared with a charset.",
      "MediaTypesTest",
      "MEDIA_TYPE_REJECTED",
      onWire(WireFaults::mediaTypeToTheLetter)),
  ANSWERS_304(
      "It answers 304 to who has a condition.",
      "AddressesTest",
      "a_header_that_the_contract_lacks",
      onWire(WireFaults::honoursConditions)),
  ADOPTS_OPERATION_IDS(
      "It takes the caller's Operation-Id for its own.",
      "AddressesTest",
      "OPERATION_ID_UNIQUE",
      onWire(WireFaults::adoptsOperationIds)),
  ANSWERS_PREFLIGHTS(
      "It answers 204 to a browser that asks whether it may call.",
      "AddressesTest",
      "what_a_browser_asks|UNKNOWN_METHOD",
      onWire(WireFaults::answersPreflights)),
  IGNORES_CODINGS(
      "It accepts a body that is declared to be compressed.",
      "MediaTypesTest",
      "REQUEST_MEDIA_TYPE|a_body_with_a_content_coding",
      onWire(WireFaults::ignoresCodings)),

  // ------------------------------------------------------------------------------------- Tokens

  READS_FORM_TYPES_TO_THE_LETTER(
      "It takes no form whose media type has a charset.",
      "TokenEndpointTest",
      "a_form_is_a_form",
      onWire(TokenFaults::mediaTypeToTheLetter)),
  REFUSES_UNKNOWN_FIELDS(
      "It refuses a form with a field that it does not know.",
      "TokenEndpointTest",
      "a_field_that_is_unknown",
      onWire(TokenFaults::refusesUnknownFields)),
  MINDS_FIELDS_WITHOUT_VALUE(
      "It refuses a form whose scope has no value.",
      "TokenEndpointTest",
      "a_field_that_is_unknown",
      onWire(TokenFaults::mindsFieldsWithoutValue)),
  KNOWS_GRANTS_IN_ANY_CAPITALS(
      "It takes a grant in capitals for the one in small letters.",
      "TokenEndpointTest",
      "a_grant_that_nobody_knows",
      onWire(TokenFaults::grantInAnyCapitals)),
  HAS_ONE_TOKEN_ERROR(
      "It calls a grant that it does not have an invalid request.",
      "TokenEndpointTest",
      "a_grant_that_nobody_knows",
      onWire(TokenFaults::hasOneError)),
  KNOWS_SECRETS_IN_ANY_CAPITALS(
      "It compares secrets whatever their capitals.",
      "TokenEndpointTest",
      "a_wrong_secret_or_client",
      onWire(TokenFaults::secretsInAnyCapitals)),
  KNOWS_CLIENTS_IN_ANY_CAPITALS(
      "It gives a client's token to who writes the client in capitals.",
      "TokenEndpointTest",
      "a_wrong_secret_or_client",
      onWire(TokenFaults::clientsInAnyCapitals)),
  STRIPS_SECRETS(
      "It takes the blanks around a secret away.",
      "TokenEndpointTest",
      "a_wrong_secret_or_client",
      onWire(TokenFaults::stripsSecrets)),
  DECODES_NO_FORM(
      "It reads a form as if nothing in it were encoded.",
      "TokenEndpointTest",
      "a_form_is_decoded",
      onWire(TokenFaults::decodesNothing)),
  READS_CREDENTIALS_IN_ADDRESSES(
      "It takes credentials in an address for those of a form.",
      "TokenEndpointTest",
      "a_form_in_the_address",
      onWire(TokenFaults::readsTheQuery)),
  READS_SCHEMES_TO_THE_LETTER(
      "It knows Basic, and not basic.",
      "TokenEndpointTest",
      "a_client_may_use_basic",
      onWire(TokenFaults::schemeToTheLetter)),
  CALLS_TOKENS_TEXT(
      "It calls its tokens, and what it says of itself, text.",
      "TokenEndpointTest",
      "called_json",
      onWire(TokenFaults::answersText)),
  SHOWS_OLD_KEYS(
      "It does not publish the key that it signs with.",
      "TokenEndpointTest",
      "a_token_is_a_jwt",
      onWire(TokenFaults::showsOldKeys)),
  GIVES_OPAQUE_TOKENS(
      "Its tokens are no JWT.",
      "TokenEndpointTest",
      "a_token_is_a_jwt",
      onWire(TokenFaults::givesOpaqueTokens)),
  GIVES_TOKENS_OF_A_MINUTE(
      "Its tokens expire long before it says.",
      "TokenEndpointTest",
      "a_token_is_a_jwt",
      onWire(TokenFaults::givesTokensOfAMinute)),

  // --------------------------------------------------------------------------------- Addresses

  WANTS_NO_SLASH(
      "It does not find an address with a slash at the end.",
      "AddressesTest",
      "AddressesTest",
      onWire(WireFaults::slashToTheLetter)),
  READS_WORDS_TO_THE_LETTER(
      "It does not find an address in other capitals.",
      "AddressesTest",
      "AddressesTest|two_spellings",
      onWire(WireFaults::wordsToTheLetter)),
  HAS_ONE_VERSION(
      "It answers under v1 only.", "LifecycleTest", "v2-preview", onWire(WireFaults::oneVersion)),
  IGNORES_WHAT_FOLLOWS(
      "It takes an address that goes on after a connection for the connection's.",
      "AddressesTest",
      "UNKNOWN_PATH",
      onWire(WireFaults::ignoresWhatFollows)),
  FINDS_TENANTS_IN_ANY_CAPITALS(
      "It knows its tenant in other capitals, too.",
      "AddressesTest",
      "identifiers_are_matched_exactly_by_every_operation",
      onWire(() -> WireFaults.tenantInAnyCapitals(Fixtures.TENANT))),
  FINDS_PARTS_IN_ANY_CAPITALS(
      "It finds a connection's owner and list under its identifier in other capitals.",
      "AddressesTest",
      "identifiers_are_matched_exactly_by_every_operation",
      onWire(WireFaults::identifiersInAnyCapitals)),
  HONOURS_PAGING(
      "Its list ends where a query says.",
      "AddressesTest",
      "a_list_has_no_pages",
      onWire(WireFaults::honoursPaging)),
  LOOKS_AT_NO_TENANT(
      "It takes a token of one tenant for another tenant's addresses.",
      "ErrorStatusesTest",
      "403",
      onWire(() -> WireFaults.anyTenant(Fixtures.TENANT))),

  DECODES_NO_NAMESPACES(
      "It compares a namespace with the address as it is encoded.",
      "AddressesTest",
      "an_encoded_tenant_or_namespace",
      onWire(WireFaults::decodesNoNamespaces)),
  REFUSES_LONG_IDENTIFIERS(
      "It answers 400 to an identifier that is longer than its own.",
      "AddressesTest",
      "an_identifier_of_any_characters",
      onWire(WireFaults::refusesLongIdentifiers)),
  WRITES_IDENTIFIERS_AS_THEY_ARE(
      "Its error bodies are no JSON when an identifier has a quote.",
      "AddressesTest",
      "STRICT_JSON",
      onWire(WireFaults::writesIdentifiersAsTheyAre)),
  READS_HEADERS_TO_THE_LETTER(
      "It knows Authorization, and not authorization.",
      "AddressesTest",
      "header_fields_are_known",
      onWire(WireFaults::headersToTheLetter)),
  LOOKS_FOR_NAMESPACES_FIRST(
      "It tells the callers of a tenant which namespaces another one lacks.",
      "ErrorStatusesTest",
      "the_tenant_counts_before_the_namespace",
      onWire(WireFaults::looksForNamespacesFirst)),

  // -------------------------------------------------------------------------------- What it takes

  ACCEPTS_201_CHARACTERS(
      "It accepts a Name of 201 characters.",
      "SchemaLimitsTest",
      "REQUEST_SCHEMA: .*\\n.*Name",
      onWire(WireFaults::acceptsNamesThatAreTooLong)),
  COUNTS_UTF16_UNITS(
      "It counts a character outside the basic plane as two.",
      "SchemaLimitsTest",
      "a_limit_counts_code_points",
      onWire(WireFaults::countsUtf16)),
  REFUSES_UNKNOWN_MEMBERS(
      "It refuses a body with a member that the schema does not name.",
      "SchemaFreedomsTest",
      "members_that_the_schema_does_not_name|what_get_answers_can_be_sent_back|SchemaFreedomsTest",
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
      "SchemaLimitsTest",
      "a_list_that_is_absent_or_null",
      onWire(WireFaults::keepsListsThatAreAbsent)),
  NORMALIZES_TRUSTEES(
      "It brings the identifiers of trustees into normal form.",
      "SchemaLimitsTest",
      "a_list_comes_back_with_all_that_it_says",
      onWire(WireFaults::normalizesTrustees)),
  BELIEVES_CREATED_DATES(
      "It takes CreatedDate out of the body.",
      "LifecycleTest",
      "what_the_server_sets_nobody_else_does",
      onWire(WireFaults::believesCreatedDates)),
  SPOILS_SURROGATE_PAIRS(
      "Characters outside the basic plane come back as question marks.",
      "SchemaLimitsTest",
      "a_limit_counts_code_points|any_text_comes_back",
      inStore(StoreFaults::spoilsSurrogatePairs)),
  SORTS_CLIENTS(
      "It returns ClientIds in an order of its own.",
      "ClientIdsTest",
      "clients_keep_the_order|an_update_keeps_adds",
      inStore(StoreFaults::sortsClients)),

  READS_MEDIA_TYPES_OF_UPDATES_TO_THE_LETTER(
      "It refuses an update that is declared with a charset.",
      "MediaTypesTest",
      "MEDIA_TYPE_REJECTED",
      onWire(WireFaults::mediaTypeOfUpdatesToTheLetter)),
  CHANGES_LINE_ENDS(
      "It stores line feeds where there were carriage returns, too.",
      "SchemaLimitsTest",
      "any_text_comes_back",
      inStore(StoreFaults::changesLineEnds)),
  ESCAPES_UPDATES(
      "An update stores a Name as it stands in HTML.",
      "SchemaLimitsTest",
      "any_text_comes_back",
      inStore(StoreFaults::escapesUpdates)),
  STRIPS_UPDATES(
      "An update takes the blanks around a Name away.",
      "SchemaLimitsTest",
      "any_text_comes_back",
      inStore(StoreFaults::stripsUpdates)),
  TAKES_OWNERS_OF_NO_TENANT(
      "It takes an owner whose tenant is empty.",
      "AccessRightsTest",
      "who_can_not_own",
      onWire(WireFaults::ownersOfNoTenant)),
  MINDS_NO_TIME_OF_DELETIONS(
      "It takes the zero that a deletion is to ignore for its time.",
      "SchemaFreedomsTest",
      "a_deletion_ignores",
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
      "ERROR_PROPERTIES: .*\\n.*Parameters",
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
      "SchemaLimitsTest",
      "each_fault_of_a_list",
      onWire(WireFaults::namesOneFault)),
  SHOWS_DENIED_AS_ALLOWED(
      "Its lists show entries that deny as if they allowed.",
      "SchemaLimitsTest",
      "a_list_comes_back_with_all_that_it_says",
      onWire(WireFaults::showsDeniedAsAllowed)),
  SHOWS_NO_TENANTS(
      "Its lists do not show which tenant a trustee is of.",
      "SchemaLimitsTest",
      "a_list_comes_back_with_all_that_it_says|SchemaFreedomsTest",
      onWire(WireFaults::showsNoTenants)),
  NAMES_TOO_MUCH(
      "Its Parameters name what is right, too.",
      "SchemaLimitsTest",
      "what_is_right_is_not_named",
      onWire(WireFaults::namesTooMuch)),
  SAYS_THE_SAME_OF_EVERYTHING(
      "Its error bodies say the same whatever is wrong.",
      "ErrorStatusesTest",
      "an_error_says_what_kind",
      onWire(WireFaults::saysTheSameOfEverything)),
  LISTS_WHAT_WAS_MADE(
      "Its list shows connections without their updates.",
      "ConnectionsListTest",
      "a_list_shows_what_an_update",
      onWire(WireFaults::listsWhatWasMade)),
  LISTS_FEW_CLIENTS(
      "Its list shows a hundred clients of a connection, and no more.",
      "ConnectionsListTest",
      "a_list_shows_every_client",
      onWire(WireFaults::listsFewClients)),
  COUNTS_MILLISECONDS(
      "It says in milliseconds how long a token lives.",
      "TokenEndpointTest",
      "a_client_gets_a_token|lives_as_long_as_is_said",
      onWire(WireFaults::expiresInMilliseconds)),
  SHOWS_ITS_INSIDES(
      "Its error bodies name exceptions and source files.",
      "LifecycleTest",
      "INTERNALS_EXPOSED",
      onWire(WireFaults::showsInsides)),
  ECHOES_THE_TOKEN(
      "Its answers of 403 repeat the caller's token.",
      "AccessRightsTest",
      "TOKEN_EXPOSED",
      onWire(WireFaults::echoesTheToken)),
  ADDS_A_MEMBER(
      "Its owners have a member that the schema does not name.",
      "LifecycleTest",
      "UNDOCUMENTED_PROPERTY",
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
      "expected: .*someone.*but was: .*administrator|AccessRightsTest.*owner|a_new_owner_is_kept",
      inStore(StoreFaults::forgetsNewOwners)),
  FORGETS_NEW_LISTS(
      "It acknowledges a connection's new list and keeps the old one.",
      "LifecycleTest",
      "expected: .*RoleTrusteeAccessControlEntries.*but was: ",
      inStore(StoreFaults::forgetsNewLists)),
  FORGETS_NEW_COLLECTION_LISTS(
      "It acknowledges the collection's new list and keeps the old one.",
      "AccessRightsTest",
      "AccessRightsTest|CollectionListTest|list",
      inStore(StoreFaults::forgetsNewCollectionLists)),
  LOSES_A_WRITE(
      "It acknowledges a new Name and does not store it.",
      "LifecycleTest",
      "LifecycleTest.*expected: .*but was: ",
      inStore(StoreFaults::forgetsNewNames)),
  LOSES_A_DESCRIPTION(
      "It acknowledges a new Description in an old one's place and does not store it.",
      "LifecycleTest",
      "an_update_replaces_a_description",
      inStore(StoreFaults::forgetsNewDescriptions)),
  CUTS_LONG_UPDATES(
      "It acknowledges an update of ten thousand and stores a thousand.",
      "SchemaFreedomsTest",
      "SchemaFreedomsTest",
      inStore(StoreFaults::cutsLongUpdates)),
  GIVES_WHAT_IS_CHANGED(
      "Who changes the list of a connection becomes its owner.",
      "LifecycleTest",
      "an_update_of_a_list_or_an_owner_changes_nothing_else|a_new_owner_is_kept",
      onWire(() -> WireFaults.givesWhatIsChanged(Fixtures.ADMINISTRATOR.trustee(Fixtures.TENANT)))),
  LOSES_ONE_OF_TWO_WRITES(
      "Of two changes at once to one connection, it keeps one and acknowledges both.",
      "LifecycleTest",
      "changes_at_once|a_new_owner_is_kept",
      inStore(StoreFaults::losesOneOfTwoWrites)),
  LOSES_AN_OWNER(
      "A change at once with that of the owner brings the old owner back.",
      "LifecycleTest",
      "a_new_owner_is_kept",
      inStore(StoreFaults::losesNewOwners)),
  LOSES_DELETIONS(
      "An update that was begun before a deletion takes it back.",
      "LifecycleTest",
      "no_update_at_once",
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
      "LifecycleTest|SchemaLimitsTest",
      inStore(StoreFaults::renewsTheCreatedDate)),
  READS_LATE(
      "The first look after a change shows what was there before.",
      "LifecycleTest",
      "LifecycleTest.*expected: .*but was: ",
      inStore(StoreFaults::readsLate)),
  REUSES_IDENTIFIERS(
      "A new connection gets the identifier of one that is gone.",
      "LifecycleTest",
      "what_is_gone",
      onWire(WireFaults::reusesIdentifiers)),
  NEVER_ACTIVATES(
      "Its connections stay Creating.",
      "LifecycleTest",
      "is never Active",
      inStore(StoreFaults::neverActivates)),
  LISTS_WHAT_IS_GONE(
      "Its list has connections that are gone.",
      "LifecycleTest",
      "LifecycleTest",
      inStore(StoreFaults::listsWhatIsGone)),
  TAKES_DELETIONS_BACK(
      "An update of a connection that is Deleting makes it Active again.",
      "LifecycleTest",
      "what_was_deleted_can_not_be_updated|no_update_at_once_takes_a_deletion_back",
      inStore(StoreFaults::takesDeletionsBack)),
  FINDS_WHAT_IS_DELETING_NO_MORE(
      "It shows what is Deleting, and answers 404 to who deletes or updates it.",
      "LifecycleTest",
      "what_is_being_deleted_is_there|no_update_at_once_takes_a_deletion_back",
      onWire(WireFaults::findsWhatIsDeletingNoMore)),
  TAKES_DELETIONS_BACK_WITH_LISTS(
      "A new list of a connection that is Deleting makes it Active again.",
      "LifecycleTest",
      "what_is_being_deleted_is_there",
      inStore(StoreFaults::takesDeletionsBackWithLists)),
  SHOWS_DELETING_AS_ACTIVE(
      "What it has begun to delete is Active until it is gone.",
      "LifecycleTest",
      "what_is_being_deleted_is_there",
      onWire(WireFaults::showsDeletingAsActive)),
  LISTS_NOTHING_THAT_IS_DELETING(
      "Its list lacks what is Deleting.",
      "LifecycleTest",
      "what_is_being_deleted_is_there",
      onWire(WireFaults::listsNothingThatIsDeleting)),
  ENDS_LISTS_EARLY(
      "Its list ends after the first page.",
      "ConnectionsListTest",
      "a_list_that_is_longer_than_any_page",
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
      "ClientIdsTest|any_text_comes_back",
      inStore(StoreFaults::acceptsClientsTwice)),
  ACCEPTS_CLIENTS_TWICE_AT_ONCE(
      "It gives a client to two connections when both ask at once.",
      "ClientIdsTest",
      "at_once_exactly_one_gets_the_client|two_clients_in_opposite_orders",
      inStore(StoreFaults::acceptsClientsTwiceAtOnce)),
  KEEPS_CLIENTS_OF_WHAT_IS_GONE(
      "The clients of a connection that is gone stay taken.",
      "LifecycleTest",
      "what_is_gone",
      inStore(StoreFaults::keepsClientsOfWhatIsGone)),
  FREES_CLIENTS_EARLY(
      "The clients of what is Deleting are free.",
      "LifecycleTest",
      "what_is_being_deleted_is_there",
      inStore(StoreFaults::freesClientsEarly)),
  KEEPS_CLIENTS_OF_WHAT_WAS_REFUSED(
      "The clients of a request that was refused stay taken.",
      "ClientIdsTest",
      "ClientIdsTest|RequestTimeoutTest|ErrorStatusesTest",
      inStore(StoreFaults::keepsClientsOfWhatWasRefused)),

  // -------------------------------------------------------------------------------- Who may what

  COPIES_THE_LIST_LATE(
      "A new connection has the collection's list as it is later.",
      "CollectionListTest",
      "later_changes_to_either_list|RightsScenarios|AccessRightsTest",
      inStore(StoreFaults::copiesTheListLate)),
  LETS_DENIED_LOSE(
      "What one entry allows, no other entry denies.",
      "AccessRightsTest",
      "RightsTableTest|AccessRightsTest",
      both(StoreFaults::letsDeniedLose, WireFaults::rearmed)),
  HEARS_THE_LAST_DENIAL(
      "Of several entries that deny, it heeds the last one.",
      "AccessRightsTest",
      "each_of_several_entries",
      both(StoreFaults::hearsTheLastDenial, WireFaults::rearmed)),
  DENIES_TO_EVERYBODY(
      "What an entry without a trustee denies, it denies to everybody.",
      "AccessRightsTest",
      "an_entry_is_about_its_trustee",
      both(StoreFaults::deniesToEverybody, WireFaults::withoutMarked)),
  KNOWS_TRUSTEES_OF_NO_TENANT(
      "It takes an empty tenant of an entry for the tenant of the address.",
      "AccessRightsTest",
      "an_entry_is_about_its_trustee",
      both(StoreFaults::trusteesOfNoTenant, WireFaults::withoutMarked)),
  KNOWS_TENANTS_IN_ANY_CAPITALS(
      "It compares the tenant of an entry whatever its capitals.",
      "AccessRightsTest",
      "an_entry_is_about_its_trustee",
      both(StoreFaults::tenantsInAnyCapitals, WireFaults::withoutMarked)),
  STRIPS_TRUSTEES(
      "It takes the blanks around an entry's trustee away.",
      "AccessRightsTest",
      "an_entry_is_about_its_trustee",
      both(StoreFaults::stripsTrustees, WireFaults::withoutMarked)),
  LISTS_ALL_IN_THE_PREVIEW(
      "Under v2-preview its list has what the caller may not read.",
      "AccessRightsTest",
      "the_list_of_connections_holds",
      onWire(WireFaults::listsAllInThePreview)),
  LETS_WRITERS_DELETE(
      "Who may write a connection may delete it.",
      "AccessRightsTest",
      "Expected the status .403.*DELETE|Delete",
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
      "an_owner_is_one_identity_exactly",
      inStore(StoreFaults::ownersInAnyCapitals)),
  KNOWS_OWNERS_OF_ANY_TYPE(
      "It takes a user who owns for the client of that name.",
      "AccessRightsTest",
      "an_owner_is_one_identity_exactly",
      inStore(StoreFaults::ownersOfAnyType)),
  WANTS_A_TENANT_OF_OWNERS(
      "It gives an owner without a tenant no right.",
      "AccessRightsTest",
      "an_owner_without_a_tenant",
      onWire(WireFaults::ownersNeedATenant)),
  LETS_ADMINISTRATORS_DO_EVERYTHING(
      "An administrator may do with any connection what it likes.",
      "AccessRightsTest",
      "an_administrator_has_on_a_connection",
      both(StoreFaults::letsAdministratorsDoEverything, WireFaults::withoutMarked)),
  LEAVES_ADMINISTRATORS_EVERYTHING(
      "An administrator keeps every right on the collection.",
      "AccessRightsTest",
      "an_administrator_may_always_manage",
      both(StoreFaults::leavesAdministratorsEverything, WireFaults::withoutMarked)),
  REMEMBERS_RIGHTS(
      "Who was allowed to do something once may do it for ever.",
      "AccessRightsTest",
      "what_an_entry_gave_is_gone",
      onWire(WireFaults::remembersRights)),
  ASKS_FOR_NO_RIGHT_IN_THE_PREVIEW(
      "Under v2-preview everybody may do everything.",
      "RightsTableTest",
      "RightsTableTest",
      onWire(WireFaults::asksForNoRightInThePreview)),
  FORBIDS_WHAT_IS_NOT_THERE(
      "It answers 403 for a connection that is not there to who has no right.",
      "AccessRightsTest",
      "finds_what_is_not_there_missing",
      onWire(WireFaults::forbidsWhatIsNotThere)),
  LISTS_WHAT_MAY_NOT_BE_READ(
      "Its list has connections that the caller may not read.",
      "AccessRightsTest",
      "the_list_of_connections_holds",
      inStore(StoreFaults::listsWhatMayNotBeRead)),
  LISTS_NOTHING_FOR_THE_FORBIDDEN(
      "Who may not list connections gets an empty list.",
      "RightsTableTest",
      "LIST_CONNECTIONS|RightsTableTest|RightsScenarios",
      onWire(WireFaults::emptyListForTheForbidden)),
  LOOKS_AT_NO_SIGNATURE(
      "It believes a token whose signature is wrong.",
      "AuthenticationTest",
      "a_token_that_was_tampered_with",
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
      "LifecycleStepsTest",
      "LifecycleStepsTest",
      inside(StoreFaults::activatesAtOnce, UnaryOperator.identity())),
  DELETES_AT_ONCE(
      "Its connections are gone before their time.",
      "LifecycleStepsTest",
      "LifecycleStepsTest",
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

  private static Kind onWire(Supplier<Meddler> wire) {
    return both(UnaryOperator::identity, wire);
  }

  private static Kind inStore(Supplier<UnaryOperator<ConnectionStore>> store) {
    return both(store, () -> Meddler.NONE);
  }

  private static Kind both(Supplier<UnaryOperator<ConnectionStore>> store, Supplier<Meddler> wire) {
    return new Kind(true, () -> new Fault(store.get(), UnaryOperator.identity(), wire.get()));
  }

  private static Kind inside(
      Supplier<UnaryOperator<ConnectionStore>> store, UnaryOperator<Clock> tokens) {
    return new Kind(false, () -> new Fault(store.get(), tokens, Meddler.NONE));
  }
}
