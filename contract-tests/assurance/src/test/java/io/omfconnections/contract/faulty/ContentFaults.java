package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

import io.omfconnections.server.access.AccessControlList;
import java.util.function.UnaryOperator;

/** Faults in how the store keeps the name, the description and the clients of a connection. */
final class ContentFaults {
  private static final int TRUNCATED_SIZE = 1_000;

  private ContentFaults() {}

  /** Keeps the old Name when an update sends a new one. */
  static Fault discardsNewName() {
    return StoreChanges.updates((before, after) -> edit(after).name(before.name()).build());
  }

  /** Keeps the old Description when an update sends another one. */
  static Fault discardsNewDescription() {
    return StoreChanges.updates(
        (before, after) ->
            after.description() != null && before.description() != null
                ? edit(after).description(before.description()).build()
                : after);
  }

  /** Keeps the old Description when an update omits it. */
  static Fault keepsOmittedDescription() {
    return StoreChanges.updates(
        (before, after) ->
            after.description() == null
                ? edit(after).description(before.description()).build()
                : after);
  }

  /** Stores only the first thousand elements of the arrays in an update. */
  static Fault truncatesLongUpdates() {
    return StoreChanges.updates(
        (before, after) ->
            edit(after)
                .clientIds(after.clientIds().stream().limit(TRUNCATED_SIZE).toList())
                .list(
                    new AccessControlList(
                        after.accessControlList().entries().stream()
                            .limit(TRUNCATED_SIZE)
                            .toList()))
                .build());
  }

  /** Returns ClientIds in alphabetical order. */
  static Fault sortsClientIds() {
    return StoreChanges.reads(
        found -> edit(found).clientIds(found.clientIds().stream().sorted().toList()).build());
  }

  /** Returns characters outside the Basic Multilingual Plane as question marks. */
  static Fault replacesSupplementaryCharacters() {
    return StoreChanges.reads(
        found -> {
          String name = found.name();
          if (name == null) {
            return found;
          }
          StringBuilder basic = new StringBuilder();
          name.codePoints()
              .map(c -> Character.isBmpCodePoint(c) ? c : '?')
              .forEach(basic::appendCodePoint);
          return edit(found).name(basic.toString()).build();
        });
  }

  /** Returns CRLF line ends as LF. */
  static Fault convertsLineEnds() {
    return StoreChanges.reads(
        found ->
            found.name() == null
                ? found
                : edit(found).name(found.name().replace("\r\n", "\n")).build());
  }

  /** Stores the Name of an update with its HTML characters escaped. */
  static Fault escapesUpdatedName() {
    return updatesName(name -> name.replace("&", "&amp;").replace("<", "&lt;"));
  }

  /** Stores the Name of an update without leading and trailing whitespace. */
  static Fault stripsUpdatedName() {
    return updatesName(String::strip);
  }

  /** Overwrites what concurrent requests have changed. */
  static Fault losesConcurrentUpdates() {
    return StaleReadStore.ofConnections((before, now) -> before);
  }

  private static Fault updatesName(UnaryOperator<String> change) {
    return StoreChanges.updates(
        (before, after) ->
            after.name() == null ? after : edit(after).name(change.apply(after.name())).build());
  }
}
