package io.omfconnections.server.rest;

import java.util.Locale;

/** Why a request gets 503 or 504, for the metrics. */
enum Rejection {
  /** All places for requests are taken. */
  PLACES,
  /** The tenant or network of the caller has its share of the places. */
  SHARE_OF_PLACES,
  /** All places for pages are taken. */
  PAGES,
  /** The memory for bodies is reserved. */
  MEMORY,
  /** The tenant or network of the caller has its share of the memory. */
  SHARE_OF_MEMORY,
  /** Storage is not available, does not respond in time, or fails during a commit. */
  STORAGE,
  /** The keys of the token issuer can't be fetched. */
  TOKEN_KEYS,
  /** The server stops. */
  STOPPING;

  /** Returns the value of the label {@code cause}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
