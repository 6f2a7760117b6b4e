package io.omfconnections.contract.harness;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives a test the shared server, cleans up after it, and skips what the server can't do. */
final class ContractExtension implements ParameterResolver, AfterEachCallback, ExecutionCondition {
  private static final Namespace STORE = Namespace.create(ContractExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Api.class || type == Caller.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (parameter.getParameter().getType() == Caller.class) {
      return Target.shared().second();
    }
    return shared().api(cleanup(context));
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
    Optional<NeedsOwnServer> own =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsOwnServer.class);
    if (own.isPresent() && Target.isRemote()) {
      return ConditionEvaluationResult.disabled("Needs a server of its own: " + own.get().value());
    }
    if (AnnotationSupport.isAnnotated(context.getElement(), NeedsSecondClient.class)
        && !Target.hasSecond()) {
      return ConditionEvaluationResult.disabled(
          "Needs -Dcontract.secondClientId, a client that is not an administrator");
    }
    return ConditionEvaluationResult.enabled("");
  }

  private static Cleanup cleanup(ExtensionContext context) {
    return context
        .getStore(STORE)
        .computeIfAbsent(Cleanup.class, key -> shared().cleanup(), Cleanup.class);
  }

  private static Target shared() {
    return Target.shared();
  }
}
