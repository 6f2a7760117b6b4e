package io.omfconnections.server.connections;

import io.omfconnections.server.connections.ConnectionStore.Page;
import io.omfconnections.server.connections.ConnectionStore.Position;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Iterates over the connections of a list, and fetches them page by page. */
final class ReadableConnections implements Iterator<ConnectionSnapshot> {
  /** The maximum number of connections in a page. The store also limits a page's size. */
  static final int PAGE_SIZE = 64;

  private final Function<Position, Page> nextPage;
  private final Instant now;
  private Page page;
  private Iterator<OmfConnection> connections;

  ReadableConnections(Page firstPage, Function<Position, Page> nextPage, Instant now) {
    this.page = firstPage;
    this.connections = firstPage.connections().iterator();
    this.nextPage = nextPage;
    this.now = now;
  }

  @Override
  public boolean hasNext() {
    while (!connections.hasNext()) {
      Position next = page.next();
      if (next == null) {
        return false;
      }
      page = nextPage.apply(next);
      connections = page.connections().iterator();
    }
    return true;
  }

  @Override
  public ConnectionSnapshot next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return connections.next().at(now);
  }
}
