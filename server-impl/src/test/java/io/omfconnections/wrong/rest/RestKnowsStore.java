package io.omfconnections.wrong.rest;

import io.omfconnections.wrong.store.StoreKnowsCli;

/** Breaks the rule that rest never knows the store. */
public interface RestKnowsStore {
  /** The wrong dependency. */
  StoreKnowsCli wrong();
}
