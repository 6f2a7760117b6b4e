package io.omfconnections.server.connections;

import io.omfconnections.server.access.AccessDecision;
import io.omfconnections.server.access.AccessRight;
import io.omfconnections.server.access.Identity;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Iterates over the connections that an identity may read, and fetches them page by page. */
final class ReadableConnections implements Iterator<ConnectionSnapshot> {
  /** Limits the memory of a list. 64 connections with 10,000 GUIDs each take some tens of MB. */
  static final int PAGE_SIZE = 64;

  private final Function<Position, List<OmfConnection>> nextPage;
  private final Identity identity;
  private final Instant now;
  private List<OmfConnection> page;
  private int index;
  private @Nullable ConnectionSnapshot next;

  ReadableConnections(
      List<OmfConnection> firstPage,
      Function<Position, List<OmfConnection>> nextPage,
      Identity identity,
      Instant now) {
    this.page = firstPage;
    this.nextPage = nextPage;
    this.identity = identity;
    this.now = now;
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      if (index == page.size()) {
        if (page.size() < PAGE_SIZE) {
          return false;
        }
        OmfConnection last = page.get(index - 1);
        page = nextPage.apply(new Position(last.createdAt(), last.id()));
        index = 0;
        continue;
      }
      OmfConnection connection = page.get(index++);
      if (AccessDecision.onConnection(identity, connection.owner(), connection.accessControlList())
          .contains(AccessRight.READ)) {
        next = connection.at(now);
      }
    }
    return true;
  }

  @Override
  public ConnectionSnapshot next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    ConnectionSnapshot result = next;
    next = null;
    return result;
  }
}
