package io.omfconnections.server.mutants;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.opentest4j.TestAbortedException;

/**
 * Skips tests while PIT only looks for them. To find the tests of a class, PIT's JUnit plugin runs
 * them: in the process that measures coverage, which needs the results, and at the start of each
 * process that tests mutants, which does not. There is such a process for each class with mutants,
 * so this would take most of PIT's time.
 *
 * <p>Only the Maven profile {@code pit} registers this extension: it lets JUnit detect extensions.
 * If PIT's method gets another name, PIT is slower, and its results are the same.
 */
public final class SkippedDiscovery implements TestInstancePreConstructCallback {
  private static final String PROCESS = "org.pitest.mutationtest.execute.MutationTestMinion";
  private static final String DISCOVERY = "findTestsForTestClasses";

  /** Creates the extension. */
  public SkippedDiscovery() {}

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factoryContext, ExtensionContext context) {
    boolean skipped =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.anyMatch(
                        frame ->
                            frame.getMethodName().equals(DISCOVERY)
                                && frame.getClassName().equals(PROCESS)));
    if (skipped) {
      throw new TestAbortedException("PIT only looks for this test");
    }
  }
}
