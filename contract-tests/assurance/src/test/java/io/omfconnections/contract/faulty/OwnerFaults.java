package io.omfconnections.contract.faulty;

import static io.omfconnections.contract.faulty.ConnectionBuilder.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.omfconnections.contract.exchange.Exchange.Response;
import io.omfconnections.contract.service.TamperingProxy.Interceptor;
import io.omfconnections.contract.service.TestTenants;
import io.omfconnections.server.access.Trustee;
import io.omfconnections.server.access.TrusteeType;
import io.omfconnections.server.connections.Namespace;
import io.omfconnections.server.connections.OmfConnection;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

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
    String owner = TestTenants.ADMINISTRATOR.trustee(TestTenants.TENANT);
    return Fault.inProxy(
        (request, upstream) -> {
          Response response = upstream.send(request);
          if (MessageChanges.operation(request).equals("updateOmfConnectionAccessControlList")
              && response.status() == 200) {
            upstream.send(
                request
                    .withTarget(request.target().replaceFirst("(?i)/accesscontrol", "/owner"))
                    .withBody(owner));
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
    return StoreChanges.reads(
        found -> {
          Trustee owner = found.owner();
          return TestTenants.OPERATOR.id().equals(owner.objectId())
              ? edit(found)
                  .owner(new Trustee(TrusteeType.CLIENT, owner.objectId(), owner.tenantId()))
                  .build()
              : found;
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
    String id = "\"ObjectId\":\"" + TestTenants.OPERATOR.id();
    Interceptor marking =
        ownerUpdates(owner -> !owner.hasNonNull("TenantId"), id + "\"", id + MARK + "\"").proxy();
    return Fault.inProxy(
        (request, upstream) ->
            removesMark().proxy().intercept(request, inner -> marking.intercept(inner, upstream)));
  }

  /** Accepts an owner whose TenantId is empty. */
  static Fault acceptsEmptyOwnerTenant() {
    return ownerUpdates(owner -> true, "\"TenantId\":\"\"", "\"TenantId\":null");
  }

  /** Replaces text in the new owners for which the condition holds. */
  private static Fault ownerUpdates(
      Predicate<JsonNode> condition, String text, String replacement) {
    return MessageChanges.requests(
        request ->
            MessageChanges.operation(request).equals("updateOmfConnectionOwner")
                    && condition.test(MessageChanges.json(request.body()))
                    && request.body().text().contains(text)
                ? request.withBody(request.body().text().replace(text, replacement))
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
