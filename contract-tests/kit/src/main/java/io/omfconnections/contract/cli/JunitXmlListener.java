package io.omfconnections.contract.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener;

/**
 * Writes a report in JUnit's XML format, for CI systems.
 *
 * <p>A failure of a container after its tests, such as in a cleanup, becomes one additional test
 * case; JUnit's own listener would report every test of the container as failed.
 */
final class JunitXmlListener extends LegacyXmlReportGeneratingListener {
  /** Name of the file, which JUnit derives from the name of the engine. */
  static final String FILE = "TEST-junit-jupiter.xml";

  private @Nullable TestPlan plan;

  JunitXmlListener(Path folder, PrintWriter out) {
    super(folder, out);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan testPlan) {
    plan = testPlan;
    super.testPlanExecutionStarted(testPlan);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    TestPlan known = Objects.requireNonNull(plan);
    if (result.getStatus() != Status.FAILED || known.getChildren(test).isEmpty()) {
      super.executionFinished(test, result);
      return;
    }
    // TestPlan.addInternal is not public API; the alternative is to write the XML format by hand.
    TestIdentifier additional = afterAll(test);
    known.addInternal(additional);
    executionStarted(additional);
    super.executionFinished(additional, result);
    super.executionFinished(test, TestExecutionResult.successful());
  }

  private static TestIdentifier afterAll(TestIdentifier container) {
    TestDescriptor parent =
        new EngineDescriptor(container.getUniqueIdObject(), container.getDisplayName());
    TestDescriptor additional =
        new AbstractTestDescriptor(
            container.getUniqueIdObject().append("after", "all"),
            "after all tests of " + container.getDisplayName()) {
          @Override
          public Type getType() {
            return Type.TEST;
          }
        };
    parent.addChild(additional);
    return TestIdentifier.from(additional);
  }
}
