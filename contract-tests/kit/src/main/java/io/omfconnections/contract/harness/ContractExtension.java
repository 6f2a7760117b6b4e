package io.omfconnections.contract.harness;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test the shared server, cleans up after it, and skips what there is nobody for. */
final class ContractExtension implements ParameterResolver, AfterEachCallback, ExecutionCondition {
  private static final String NO_SECOND_CLIENT = "needs a second client, which was not given";
  private static final Namespace STORE = Namespace.create(ContractExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class || type == Caller.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == Caller.class) {
      return Objects.requireNonNull(Target.shared().second(), NO_SECOND_CLIENT);
    }
    return Target.shared().api(cleanup(context));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Cleanup cleanup = context.getStore(STORE).get(Cleanup.class, Cleanup.class);
    if (cleanup != null) {
      cleanup.run();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    boolean needsSecond =
        context.getElement().filter(Method.class::isInstance).map(Method.class::cast).stream()
            .flatMap(method -> Arrays.stream(method.getParameterTypes()))
            .anyMatch(Caller.class::equals);
    if (needsSecond && Target.shared().second() == null) {
      return ConditionEvaluationResult.disabled(NO_SECOND_CLIENT);
    }
    return ConditionEvaluationResult.enabled("");
  }

  private static Cleanup cleanup(ExtensionContext context) {
    return context
        .getStore(STORE)
        .computeIfAbsent(Cleanup.class, key -> new Cleanup(Target.shared()), Cleanup.class);
  }
}
