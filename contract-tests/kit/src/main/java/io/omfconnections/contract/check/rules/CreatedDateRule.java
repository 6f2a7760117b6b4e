package io.omfconnections.contract.check.rules;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reports a connection whose CreatedDate is not in UTC, with seven fractional digits and Z.
 *
 * <p>Clients rely on this format, which the schema cannot express (erratum E21).
 */
final class CreatedDateRule implements RuleCheck {
  private static final String POINTER = "#/components/schemas/OmfConnection/properties/CreatedDate";
  private static final Pattern FORMAT =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{7}Z");

  @Override
  public Stream<Problem> check(ParsedExchange exchange) {
    return exchange
        .connections()
        .map(connection -> connection.path("CreatedDate"))
        .filter(date -> !FORMAT.matcher(date.asText()).matches())
        .map(
            date ->
                new Problem(date.isMissingNode() ? "no CreatedDate" : date.toString(), POINTER));
  }
}
