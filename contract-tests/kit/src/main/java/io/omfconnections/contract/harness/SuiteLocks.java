package io.omfconnections.contract.harness;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Lets {@link Independent} tests run at the same time, and every other test alone. */
final class SuiteLocks implements ResourceLocksProvider {
  @Override
  public Set<Lock> provideForMethod(
      List<Class<?>> enclosingInstanceTypes, Class<?> testClass, Method testMethod) {
    return Set.of(
        new Lock(
            ContractSuite.class.getName(),
            testMethod.isAnnotationPresent(Independent.class)
                ? ResourceAccessMode.READ
                : ResourceAccessMode.READ_WRITE));
  }
}
