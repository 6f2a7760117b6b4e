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

/** Implements {@link ContractSuite}: parameters, cleanup, and the skipping of tests. */
final class ContractExtension implements ParameterResolver, AfterEachCallback, ExecutionCondition {
  private static final String NO_SECOND_CLIENT = "needs a second client (--second-client-id)";
  private static final Namespace STORE = Namespace.create(ContractExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class || type == Caller.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ContractSession session = ContractSession.of(context);
    if (parameter.getParameter().getType() == Caller.class) {
      return Objects.requireNonNull(session.target().second(), NO_SECOND_CLIENT);
    }
    return session.api(cleanup(session, context));
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
    if (needsSecond && ContractSession.of(context).target().second() == null) {
      return ConditionEvaluationResult.disabled(NO_SECOND_CLIENT);
    }
    return ConditionEvaluationResult.enabled("");
  }

  private static boolean isIndependent(ExtensionContext context) {
    return context
        .getTestMethod()
        .filter(method -> method.isAnnotationPresent(Independent.class))
        .isPresent();
  }

  private static Cleanup cleanup(ContractSession session, ExtensionContext context) {
    return context
        .getStore(STORE)
        .computeIfAbsent(
            Cleanup.class, key -> new Cleanup(session, isIndependent(context)), Cleanup.class);
  }
}
