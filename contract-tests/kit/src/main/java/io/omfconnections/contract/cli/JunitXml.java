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
 * Writes JUnit's XML. What fails after a group of tests, such as the clean-up, is one test case of
 * its own there; JUnit's listener alone would have every test of the group fail for it.
 */
final class JunitXml extends LegacyXmlReportGeneratingListener {
  /** The name of the file that it writes. */
  static final String FILE = "TEST-junit-jupiter.xml";

  private @Nullable TestPlan plan;

  JunitXml(Path folder, PrintWriter out) {
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
    // JUnit keeps this for itself, but the alternative is to write the whole XML by hand.
    TestIdentifier own = after(test);
    known.addInternal(own);
    executionStarted(own);
    super.executionFinished(own, result);
    super.executionFinished(test, TestExecutionResult.successful());
  }

  private static TestIdentifier after(TestIdentifier group) {
    TestDescriptor parent = new EngineDescriptor(group.getUniqueIdObject(), group.getDisplayName());
    TestDescriptor own =
        new AbstractTestDescriptor(
            group.getUniqueIdObject().append("after", "all"),
            "after all of " + group.getDisplayName()) {
          @Override
          public Type getType() {
            return Type.TEST;
          }
        };
    parent.addChild(own);
    return TestIdentifier.from(own);
  }
}
