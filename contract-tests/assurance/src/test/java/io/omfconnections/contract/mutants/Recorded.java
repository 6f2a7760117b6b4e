package io.omfconnections.contract.mutants;

import io.omfconnections.contract.harness.Api;
import io.omfconnections.contract.harness.Target;
import org.jspecify.annotations.Nullable;

/** What the suites have recorded, looked through once for the tests that run after them. */
final class Recorded {
  private static @Nullable Sample sample;

  private Recorded() {}

  static synchronized Sample sample() {
    if (sample == null) {
      sample = new Sample(Api.CONTRACT, Target.RECORDER.exchanges());
    }
    return sample;
  }
}
