package io.omfconnections.server.rest;

import jakarta.ws.rs.core.HttpHeaders;

/**
 * Gives each request for one of the {@link WebPages} a place of their own, in exchange for the one
 * among the requests that are processed: anyone may load the pages, over a network of any speed,
 * and callers of the API are not to wait for that. The short write timeout of other callers without
 * a token would cut off slow browsers, because the script of Swagger UI has 1.7 MB (450 kB for
 * browsers that accept gzip). The start page exists for browsers only.
 */
final class PageFilter implements RequestFilter {
  /** Maximum number of pages that are sent at the same time. */
  static final int MAX_PAGES = 10;

  private final FairShares places = new FairShares(MAX_PAGES);

  @Override
  public void filter(RequestContext request) {
    if (!WebPages.isPage(request.template())) {
      return;
    }
    String accept = request.header(HttpHeaders.ACCEPT);
    if (WebPages.START.equals(request.template())
        && (accept == null || !accept.contains("text/html"))) {
      throw ApiException.unknownPath();
    }
    FairShares.Part place = places.part();
    if (place.take(1, 0) != FairShares.Result.TAKEN) {
      throw ApiException.overloaded(Rejection.PAGES);
    }
    request.leavePlace();
    request.place(place);
  }
}
