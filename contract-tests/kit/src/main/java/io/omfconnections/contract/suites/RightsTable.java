package io.omfconnections.contract.suites;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The table of behaviour.md that says which right an operation needs, and where. */
enum RightsTable {
  LIST_CONNECTIONS(1, false, (api, id) -> api.list()),
  CREATE(2, false, (api, id) -> api.create(Bodies.connection("rights"))),
  GET(1, true, Api::get),
  GET_OWNER(1, true, Api::owner),
  UPDATE(2, true, (api, id) -> api.update(id, Bodies.connection("rights, updated"))),
  DELETE(4, true, Api::delete),
  GET_LIST(8, true, Api::accessControlList),
  // With a body that takes every right away, so that it shows whether it was done.
  UPDATE_LIST(8, true, (api, id) -> api.updateAccessControlList(id, Bodies.accessControlList())),
  UPDATE_OWNER(
      8, true, (api, id) -> api.updateOwner(id, Bodies.trustee(1, "someone-else", api.tenant()))),
  GET_COLLECTION_LIST(8, false, (api, id) -> api.collectionAccessControlList()),
  UPDATE_COLLECTION_LIST(
      8, false, (api, id) -> api.updateCollectionAccessControlList(Bodies.accessControlList()));

  /** The names of the rights, in the order of their bits. */
  static final List<String> NAMES =
      List.of("Read", "Write", "Delete", "ManageAccessControl", "Share");

  /** Every right. */
  static final int ALL = 31;

  private final int right;
  private final boolean ofConnection;

  @SuppressWarnings("ImmutableEnumChecker") // a call has no state
  private final Call call;

  /**
   * The call of an operation on a connection, or on the collection without regard to the second.
   */
  private interface Call extends BiFunction<Api, String, ApiResponse> {}

  RightsTable(int right, boolean ofConnection, Call call) {
    this.right = right;
    this.ofConnection = ofConnection;
    this.call = call;
  }

  /** The names in an answer that lists rights, with commas between them. */
  static String names(JsonNode rights) {
    List<String> names = new ArrayList<>();
    rights.forEach(right -> names.add(right.asText()));
    return String.join(",", names);
  }

  /** The right that it needs, as a bit. */
  int right() {
    return right;
  }

  /** Whether it needs it on the connection, or on the collection. */
  boolean ofConnection() {
    return ofConnection;
  }

  /** Whether it leaves nothing behind that could be done a second time. */
  boolean takesItselfAway() {
    return this == DELETE || this == UPDATE_LIST;
  }

  /** Does it. */
  ApiResponse call(Api api, String id) {
    return call.apply(api, id);
  }
}
