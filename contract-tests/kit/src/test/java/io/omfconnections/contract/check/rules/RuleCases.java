package io.omfconnections.contract.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.omfconnections.contract.check.ContractCheck;
import io.omfconnections.contract.check.ValidExchanges;
import io.omfconnections.contract.check.Violation;
import io.omfconnections.contract.exchange.Exchange;
import io.omfconnections.contract.model.Contract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Cases in which a rule must report a violation: each changes every valid exchange it applies to.
 */
final class RuleCases {
  static final Contract CONTRACT = Contract.load();
  static final ValidExchanges VALID = new ValidExchanges(CONTRACT);

  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);
  private static final Map<String, Exchange> ALL = VALID.all();

  private final Rule rule;
  private final Map<String, DynamicTest> tests = new LinkedHashMap<>();

  RuleCases(Rule rule) {
    this.rule = rule;
  }

  void add(String name, Predicate<Exchange> applies, UnaryOperator<Exchange> change) {
    DynamicTest test = DynamicTest.dynamicTest(name, () -> assertReported(applies, change));
    assertThat(tests.put(name, test)).as("another case with the name " + name).isNull();
  }

  Stream<DynamicTest> tests() {
    assertThat(tests).isNotEmpty();
    return tests.values().stream();
  }

  private void assertReported(Predicate<Exchange> applies, UnaryOperator<Exchange> change) {
    List<Map.Entry<String, Exchange>> applicable =
        ALL.entrySet().stream().filter(valid -> applies.test(valid.getValue())).toList();
    assertThat(applicable).isNotEmpty();
    for (Map.Entry<String, Exchange> valid : applicable) {
      assertThat(CHECK.check(change.apply(valid.getValue())))
          .as(valid.getKey())
          .extracting(Violation::rule)
          .contains(rule);
    }
  }
}
