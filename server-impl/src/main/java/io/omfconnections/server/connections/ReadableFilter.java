package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessControlList;
import io.omfconnections.server.access.AccessDecision;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.access.Trustee;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Selects the connections that an identity may read. Use one instance for each list: it reads and
 * decides each access control list once, since most connections of a namespace have the same one.
 */
final class ReadableFilter implements ConnectionStore.AccessFilter {
  /** Limits the memory of a list. All decisions are forgotten when there are as many. */
  static final int MAX_DECISIONS = 1_000;

  private final Identity identity;
  private final Map<String, Boolean> readableByListId = new HashMap<>();

  ReadableFilter(Identity identity) {
    this.identity = identity;
  }

  @Override
  public boolean accepts(Trustee owner, String listId, Supplier<AccessControlList> list) {
    if (AccessDecision.isOwner(identity, owner)) {
      return true;
    }
    Boolean known = readableByListId.get(listId);
    if (known != null) {
      return known;
    }
    boolean readable = AccessDecision.granted(identity, list.get()).contains(AccessRight.READ);
    if (readableByListId.size() == MAX_DECISIONS) {
      readableByListId.clear();
    }
    readableByListId.put(listId, readable);
    return readable;
  }
}
