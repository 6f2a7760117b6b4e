package io.omfconnections.contract.mutants;

import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import io.omfconnections.contract.model.Contract.Match;
import io.omfconnections.contract.model.Operation;
import java.util.List;

/**
 * Changes an exchange in one place, in many ways. For each change it is known whether the changed
 * exchange violates the contract; changes for which this is uncertain are not made.
 *
 * <p>This knowledge comes from the prose of the contract and from {@link DocumentedProperties}, not
 * from the contract check: otherwise the check would be tested against itself.
 */
public final class WrongExchanges {
  private static final int[] STATUSES = {
    200, 201, 202, 204, 206, 301, 304, 307, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411,
    412, 413, 414, 415, 416, 418, 422, 423, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505
  };

  private WrongExchanges() {}

  /** Returns all changed copies of an exchange that does not violate the contract. */
  public static List<ChangedExchange> of(Contract contract, Exchange original) {
    ExchangeChanges changes = new ExchangeChanges(contract, original);
    ResponseHeaderChanges.add(changes);
    ResponseBodyChanges.addTo(changes);
    Operation operation = changes.operation();
    if (operation == null) {
      statusesWithoutOperation(changes);
    } else {
      statuses(operation, changes);
      new RequestChanges(changes, operation).add();
    }
    return changes.changed();
  }

  private static void statuses(Operation operation, ExchangeChanges changes) {
    int original = changes.original().status();
    for (int status : STATUSES) {
      Exchange exchange = changes.withStatus(status);
      if (!operation.responses().containsKey(status)) {
        changes.wrong("undocumented status", exchange);
      } else if (original < 300 != status < 300) {
        changes.wrong("success instead of an error, or vice versa", exchange);
      } else if (original != 401 && status == 401) {
        changes.wrong("401 without WWW-Authenticate", exchange);
      } else if (original == 401 && status != 401) {
        changes.wrong("WWW-Authenticate with a status other than 401", exchange);
      } else if (original != 503 && status == 503) {
        changes.wrong("503 without Retry-After", exchange);
      } else if (original == 503 && status != 503) {
        changes.wrong("Retry-After with a status other than 503", exchange);
      } else if (original != 415 && status == 415 && isJsonRequest(changes.original())) {
        changes.wrong("415 for a JSON request", exchange);
      }
    }
  }

  private static boolean isJsonRequest(Exchange exchange) {
    return exchange
        .request()
        .headers()
        .all(ExchangeChanges.CONTENT_TYPE)
        .equals(List.of(ExchangeChanges.JSON));
  }

  private static void statusesWithoutOperation(ExchangeChanges changes) {
    if (!changes.original().request().wellFormed()) {
      for (int status : new int[] {200, 202, 204, 302}) {
        changes.wrong("malformed HTTP accepted", changes.withStatus(status));
      }
    } else if (changes.match() instanceof Match.UnknownMethod) {
      for (int status : new int[] {200, 204, 400, 404, 501}) {
        changes.wrong("undocumented method without 405", changes.withStatus(status));
      }
      changes.wrong("Allow removed", changes.withHeaders(h -> h.without("Allow")));
      for (String methods : new String[] {"", "PATCH", "GET, PUT, POST, DELETE, PATCH"}) {
        changes.wrong(
            "Allow with other methods", changes.withHeaders(h -> h.with("Allow", methods)));
      }
    } else if (changes.match() instanceof Match.UnknownPath) {
      for (int status : new int[] {200, 204, 301, 403, 405, 500}) {
        changes.wrong("undocumented path without 404", changes.withStatus(status));
      }
    }
  }
}
