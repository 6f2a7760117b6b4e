package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Body;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.server.access.AccessType;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Faults in who owns a connection, and in the rights of the owner. */
final class OwnerFaults {
  // Appended to the identifier of an owner that the service must not recognize. The proxy removes
  // it from responses.
  private static final String MARK = " (marked)";

  private OwnerFaults() {}

  /** Keeps the old owner when an update sends a new one. */
  static Fault discardsNewOwner() {
    return StoreChanges.updates((before, after) -> edit(after).owner(before.owner()).build());
  }

  /** Restores the old owner when another update is concurrent with that of the owner. */
  static Fault concurrentUpdateRestoresOwner() {
    return StaleReadStore.ofConnections((before, now) -> edit(now).owner(before.owner()).build());
  }

  /** Gives a new connection to an unknown user instead of its creator. */
  static Fault creatorIsNotOwner() {
    return StoreChanges.inserts(
        connection ->
            edit(connection)
                .owner(new Trustee(TrusteeType.USER, "nobody", connection.owner().tenantId()))
                .build());
  }

  /** Makes whoever updates the list of a connection its owner. */
  static Fault listUpdateChangesOwner() {
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          if (MessageChanges.operation(request).equals("updateOmfConnectionAccessControlList")
              && response.status() == 200) {
            upstream.send(
                request
                    .withTarget(request.target().replaceFirst("(?i)/accesscontrol", "/owner"))
                    .withBody(TokenIdentity.of(request).orElseThrow().trustee()));
          }
          return response;
        });
  }

  /** Compares the identifier of an owner case-insensitively. */
  static Fault matchesOwnerCaseInsensitively() {
    return StoreChanges.reads(found -> withOwnerId(found, id -> id.toLowerCase(Locale.ROOT)));
  }

  /** Treats a user that is an owner as the client with the same identifier. */
  static Fault ignoresOwnerType() {
    return MarkedEntries.addedTo(
        (namespace, connection) -> {
          Trustee owner = connection.owner();
          return owner.type() == TrusteeType.USER
              ? Stream.of(
                  MarkedEntries.entry(
                      new Trustee(TrusteeType.CLIENT, owner.objectId(), owner.tenantId()),
                      AccessType.ALLOWED))
              : Stream.empty();
        });
  }

  /** Gives an owner only the rights that the list allows. */
  static Fault ownerHasOnlyListedRights() {
    return StoreChanges.transactions(
            transaction ->
                new ForwardingTransaction(transaction) {
                  @Override
                  OmfConnection changeRead(Namespace namespace, OmfConnection connection) {
                    return withOwnerId(connection, id -> id + MARK);
                  }

                  @Override
                  public void update(Namespace namespace, OmfConnection connection) {
                    delegate.update(namespace, withOwnerId(connection, id -> id.replace(MARK, "")));
                  }
                })
        .hiddenBy(removesMark());
  }

  /** Gives no rights to an owner whose TenantId is omitted. */
  static Fault ownerWithoutTenantHasNoRights() {
    Interceptor marking =
        ownerUpdates(
                owner -> !owner.hasNonNull("TenantId"),
                "(\"ObjectId\":\"(?:[^\"\\\\]|\\\\.)++)\"",
                "$1" + MARK + "\"")
            .proxy();
    return Fault.inProxy(
        (request, upstream) ->
            removesMark().proxy().intercept(request, inner -> marking.intercept(inner, upstream)));
  }

  /** Accepts an owner whose TenantId is empty. */
  static Fault acceptsEmptyOwnerTenant() {
    return ownerUpdates(owner -> true, "\"TenantId\":\"\"", "\"TenantId\":null");
  }

  /** Replaces the matches of a regular expression in the new owners that fulfill the condition. */
  private static Fault ownerUpdates(
      Predicate<JsonNode> condition, String pattern, String replacement) {
    return MessageChanges.requests(
        request ->
            MessageChanges.operation(request).equals("updateOmfConnectionOwner")
                    // Malformed UTF-8 must reach the service unchanged.
                    && Body.of(request.body().text()).equals(request.body())
                    && condition.test(MessageChanges.json(request.body()))
                ? request.withBody(request.body().text().replaceAll(pattern, replacement))
                : request);
  }

  private static OmfConnection withOwnerId(OmfConnection connection, UnaryOperator<String> change) {
    Trustee owner = connection.owner();
    String id = change.apply(String.valueOf(owner.objectId()));
    return edit(connection).owner(new Trustee(owner.type(), id, owner.tenantId())).build();
  }

  private static Fault removesMark() {
    return MessageChanges.responses(
        response -> MessageChanges.withText(response, text -> text.replace(MARK, "")));
  }
}
