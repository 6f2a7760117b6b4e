package io.omfconnections.contract.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Marks a test class whose tests and constructor may declare a parameter of type {@link
 * TestServers}, to start servers of this project. If it is not a {@link
 * io.omfconnections.contract.harness.ContractSuite} too, it runs beside the other classes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ServiceSuite.ServersResolver.class)
@interface ServiceSuite {
  /** Resolves parameters of type {@link TestServers}. */
  final class ServersResolver implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == TestServers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      TestServers servers =
          context
              .getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(TestServers.class))
              .get(TestServers.class, TestServers.class);
      if (servers == null) {
        throw new ParameterResolutionException("The launcher session has no TestServers");
      }
      return servers;
    }
  }
}
