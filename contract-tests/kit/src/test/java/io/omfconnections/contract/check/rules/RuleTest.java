package io.omfconnections.contract.check.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleTest {
  @ParameterizedTest
  @EnumSource
  void every_rule_has_a_class_and_a_test_class_of_its_name(Rule rule) {
    String camelCase =
        Arrays.stream(rule.name().split("_", -1))
            .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    String name = Rule.class.getPackageName() + "." + camelCase + "Rule";

    assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    assertThatCode(() -> Class.forName(name + "Test")).doesNotThrowAnyException();
  }

  @Test
  void rules_about_accepted_requests_are_those_that_start_with_request() {
    assertThat(Rule.ACCEPTED_REQUESTS)
        .containsExactlyElementsOf(
            EnumSet.allOf(Rule.class).stream()
                .filter(rule -> rule.name().startsWith("REQUEST_"))
                .toList());
  }
}
