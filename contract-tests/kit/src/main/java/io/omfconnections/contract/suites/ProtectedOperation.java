package io.omfconnections.contract.suites;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.ApiResponse;
import io.omfconnections.contract.harness.Bodies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Operations and the right that each requires, on the connection or on the collection (erratum
 * E27).
 */
enum ProtectedOperation {
  LIST_CONNECTIONS(1, false, (api, id) -> api.list()),
  CREATE(2, false, (api, id) -> api.create(Bodies.connection("rights"))),
  GET(1, true, Api::get),
  GET_OWNER(1, true, Api::owner),
  UPDATE(2, true, (api, id) -> api.update(id, Bodies.connection("rights, updated"))),
  DELETE(4, true, Api::delete),
  GET_ACCESS_CONTROL_LIST(8, true, Api::accessControlList),
  // The new list grants nothing, so that the caller's rights show whether the update took place.
  UPDATE_ACCESS_CONTROL_LIST(
      8, true, (api, id) -> api.updateAccessControlList(id, Bodies.accessControlList())),
  UPDATE_OWNER(
      8, true, (api, id) -> api.updateOwner(id, Bodies.trustee(1, "someone-else", api.tenant()))),
  GET_COLLECTION_ACCESS_CONTROL_LIST(8, false, (api, id) -> api.collectionAccessControlList()),
  UPDATE_COLLECTION_ACCESS_CONTROL_LIST(
      8, false, (api, id) -> api.updateCollectionAccessControlList(Bodies.accessControlList()));

  /** The names of all rights, in the order of their bits. */
  static final List<String> RIGHTS =
      List.of("Read", "Write", "Delete", "ManageAccessControl", "Share");

  /** The bit mask of all rights. */
  static final int ALL_RIGHTS = 31;

  private final int right;
  private final boolean appliesToConnection;

  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private final Sender sender;

  /** Sends a request for the connection with the given ID; ignores the ID for the collection. */
  private interface Sender extends BiFunction<Api, String, ApiResponse> {}

  ProtectedOperation(int right, boolean appliesToConnection, Sender sender) {
    this.right = right;
    this.appliesToConnection = appliesToConnection;
    this.sender = sender;
  }

  /** Returns the names in a list of access rights, separated by commas. */
  static String rightsIn(JsonNode rights) {
    List<String> names = new ArrayList<>();
    rights.forEach(right -> names.add(right.asText()));
    return String.join(",", names);
  }

  /** Returns the bit of the required right. */
  int right() {
    return right;
  }

  /** Returns whether the right is required on a connection; otherwise it is on the collection. */
  boolean appliesToConnection() {
    return appliesToConnection;
  }

  /** Returns whether the caller has no access to the connection after the operation. */
  boolean revokesAccess() {
    return this == DELETE || this == UPDATE_ACCESS_CONTROL_LIST;
  }

  /** Sends a valid request of this operation. */
  ApiResponse send(Api api, String id) {
    return sender.apply(api, id);
  }
}
